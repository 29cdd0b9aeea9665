# Completion of mmkb for bash. Bash splits words at ':', so that field:value would never be seen whole; this joins them.
_mmkb_completion() {
    local line=${COMP_LINE:0:COMP_POINT} current prefix
    local -a words
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=${words[-1]}
    local IFS=$'\n'
    COMPREPLY=($(IFS=' ' COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) _MMKB_COMPLETE=complete_bash "${words[0]}" 2>/dev/null))
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        prefix=${current%"${current##*:}"}
        COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
    fi
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -F _mmkb_completion mmkb
