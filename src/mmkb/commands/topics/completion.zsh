#compdef mmkb
# Completion of mmkb for zsh: save it as _mmkb in a folder of $fpath, or put `eval "$(mmkb completion zsh)"` into ~/.zshrc.
_mmkb_completion() {
    eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _MMKB_COMPLETE=complete_zsh "${words[1]}" 2>/dev/null)"
}
# Found through $fpath, this file is run as the function itself, at the first TAB; otherwise it only registers it.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _mmkb_completion "$@"
else
    compdef _mmkb_completion mmkb
fi
