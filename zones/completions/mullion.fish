# SPDX-License-Identifier: ISC
#
# fish completion for mullion(1): see mullion.bash. What is offered is what the
# program's own --help tells.

function __mullion_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and echo $words[2]
end

function __mullion_commands
    mullion --help 2>/dev/null |
        string replace -rf '^  ([a-z]+) .*  +(\S.*)$' '$1\t$2'
end

function __mullion_options
    mullion (__mullion_command) --help 2>/dev/null |
        string match -r '^  -.*' |
        string match -ar -- '--[a-z][a-z-]+|^  -[a-z]\b' |
        string trim | sort -u
end

function __mullion_formats
    mullion (__mullion_command) --help 2>/dev/null |
        string replace -rf '^  --format FORMAT *(.*)$' '$1' |
        string replace '(default)' '' | string replace ' or ' ',' |
        string split , | string trim
end

# Words that the first argument may be.
function __mullion_first
    switch (__mullion_command)
        case ctl export
            mullion (__mullion_command) --help 2>/dev/null |
                string match -r '^  [a-z].*' |
                string replace -r '^  (.*?)( \[.*|   *.*)?$' '$1' |
                string split , | string trim | string match -r '.+'
        case schema
            mullion schema 2>/dev/null | string replace -r ' .*' ''
    end
end

function __mullion_at
    test (count (commandline -opc)) -eq $argv[1]
end

function __mullion_previous
    set -l words (commandline -opc)
    test "$words[-1]" = $argv[1]
end

function __mullion_dash
    string match -q -- '-*' (commandline -ct)
end

function __mullion_has_first
    contains -- (__mullion_command) ctl export schema
end

complete -c mullion -n '__mullion_at 1' -f -a '(__mullion_commands)'
complete -c mullion -n '__mullion_at 1' -f -a '--help --version'
complete -c mullion -n 'not __mullion_at 1; and __mullion_dash' \
    -f -a '(__mullion_options)'
complete -c mullion -n '__mullion_previous --format' -f -a '(__mullion_formats)'
complete -c mullion -n '__mullion_at 2; and __mullion_has_first' \
    -f -a '(__mullion_first)'
