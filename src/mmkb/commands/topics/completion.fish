# Completion of mmkb for fish: mmkb completion fish > ~/.config/fish/completions/mmkb.fish
complete --command mmkb --no-files --arguments "(env _MMKB_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args _TYPER_COMPLETE_ARGS=(commandline -cp) mmkb)" --condition "env _MMKB_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=is-args _TYPER_COMPLETE_ARGS=(commandline -cp) mmkb"
