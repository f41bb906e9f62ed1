"""The scripts that make a shell complete commands: click's own, asking the subcommand.

click's scripts call the program without arguments, which would start the terminal UI; and one
script serves both names of the program. Each hands its words over in the environment, as click's
classes read them, and reads the lines that those write.
"""

from __future__ import annotations

_BASH = r"""
_endpoint_explorer_completion() {
    local IFS=$'\n' response completion type value
    response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \
        _ENDPOINT_EXPLORER_COMPLETE=bash_complete "$1" completion 2>/dev/null)
    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        case $type in
            dir) COMPREPLY=(); compopt -o dirnames ;;
            file) COMPREPLY=(); compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done
}
complete -F _endpoint_explorer_completion endpoint-explorer epx
"""

_ZSH = r"""
_endpoint_explorer_completion() {
    local -a plain described response
    local type key text
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
        _ENDPOINT_EXPLORER_COMPLETE=zsh_complete ${words[1]} completion 2>/dev/null)}")
    for type key text in ${response}; do
        case $type in
            plain) [[ $text == _ ]] && plain+=("$key") || described+=("$key:$text") ;;
            dir) _path_files -/ ;;
            file) _path_files -f ;;
        esac
    done
    [[ -n $described ]] && _describe -V unsorted described -U
    [[ -n $plain ]] && compadd -U -V unsorted -a plain
}
compdef _endpoint_explorer_completion endpoint-explorer epx
"""

_FISH = r"""
function _endpoint_explorer_completion
    set -l response (env _ENDPOINT_EXPLORER_COMPLETE=fish_complete COMP_WORDS=(commandline -cp) \
        COMP_CWORD=(commandline -t) endpoint-explorer completion 2>/dev/null)
    for completion in $response
        set -l parts (string split --max 1 "," $completion)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command endpoint-explorer --arguments "(_endpoint_explorer_completion)"
complete --no-files --command epx --arguments "(_endpoint_explorer_completion)"
"""

SCRIPTS = {"bash": _BASH.lstrip(), "zsh": _ZSH.lstrip(), "fish": _FISH.lstrip()}
"""Name of the shell -> its script."""
