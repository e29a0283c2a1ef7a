# bash completion for tasksched(1). The program itself knows what may follow: tasksched --complete.

_tasksched() {
    # bash takes '=' and ':' for words of their own; what belongs together is put together again.
    local -a words=()
    local word joins='' i
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ ${#words[@]} -gt 0 && ($word == [=:]* || -n $joins) ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
        [[ $word == *[=:] ]] && joins=yes || joins=''
    done
    local current=${words[${#words[@]} - 1]}
    # Only what stands behind the last of them is replaced.
    local stem=''
    [[ $current == *[=:]* ]] && stem=${current%"${current##*[=:]}"}
    local typed=${current#"$stem"}

    COMPREPLY=()
    local candidate
    while IFS=$'\t' read -r candidate _; do
        case $candidate in
        :files)
            compopt -o filenames 2>/dev/null
            mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$typed")
            ;;
        :directories)
            compopt -o filenames 2>/dev/null
            mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$typed")
            ;;
        :more) compopt -o nospace 2>/dev/null ;;
        :command) _tasksched_command ;;
        *) COMPREPLY+=("$(printf '%q' "${candidate#"$stem"}")") ;;
        esac
    done < <("$1" --complete "${words[@]}" 2>/dev/null)
}

# Behind `--` a command line of its own begins.
_tasksched_command() {
    local i=1
    while [[ ${COMP_WORDS[i]} != -- ]]; do
        ((i++))
    done
    if declare -F _command_offset >/dev/null; then
        _command_offset $((i + 1))
    elif ((COMP_CWORD == i + 1)); then
        mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
    else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
    fi
}

complete -F _tasksched tasksched
