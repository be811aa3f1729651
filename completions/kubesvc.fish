# fish completion for kubesvc                              -*- shell-script -*-
#
# An alias made with fish's own alias command completes by itself.

function __kubesvc_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l program $words[1]
    set -e words[1]
    # The first word may be an alias, which is a function here.
    set -l lines ($program __complete $words "$current" 2>/dev/null)
    string match --quiet --regex '^:\d+$' -- $lines[-1]; or return
    set -l directive (string sub --start 2 -- $lines[-1])
    set -e lines[-1]

    # Behind --flag= the answer is the value alone.
    set -l flag (string match --regex '^-[^=]*=' -- $current)
    set -l value (string replace --regex '^-[^=]*=' '' -- $current)
    if test (math "bitand($directive, 8)") -ne 0
        set lines (__kubesvc_files "$value" $lines)
    else if test -z "$lines" -a (math "bitand($directive, 4)") -eq 0
        set lines (__fish_complete_path "$value")
    end
    for line in $lines
        printf '%s%s\n' "$flag" $line
    end
end

# Files with one of some extensions, and folders.
function __kubesvc_files
    set -l extensions (string join '|' -- $argv[2..])
    string match --regex '.*(?:/|\.(?:'$extensions'))(?:\t.*)?$' -- (__fish_complete_path $argv[1])
end

complete --command kubesvc --no-files --keep-order --arguments '(__kubesvc_complete)'
