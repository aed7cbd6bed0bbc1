# SPDX-License-Identifier: ISC
#
# bash completion for mullion(1). Commands, options and the words that they
# take are those that the program's own --help tells, so there is nothing to
# keep up with here. What isn't one of these is a file.

# The words of help lines such as "  unbound, dnsmasq    resolvers", a line
# each.
_mullion_words()
{
	sed -n 's/^  \([a-z].*\)/\1/p' | sed 's/   *.*//; s/ \[.*//' |
		tr -d ' ' | tr ',' '\n'
}

_mullion()
{
	local program=$1 cur=$2 prev=$3 command=${COMP_WORDS[1]-} words=

	# "--format=json" comes as three words
	[ "$cur" != = ] || cur=
	[ "$prev" != = ] || prev=${COMP_WORDS[COMP_CWORD - 2]}

	if [ "$COMP_CWORD" = 1 ]; then
		words="--help --version $("$program" --help 2>/dev/null |
			sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')"
	elif [ "$prev" = --format ]; then
		words=$("$program" "$command" --help 2>/dev/null |
			sed -n 's/^  --format FORMAT *//p' |
			sed 's/(default)//; s/ or /,/' | tr -d ' ' | tr ',' '\n')
	elif [[ $cur = -* ]]; then
		words=$("$program" "$command" --help 2>/dev/null |
			grep '^  -' |
			grep -oE -- '--[a-z][a-z-]+|^  -[a-z]\b' | sort -u)
	elif [ "$prev" = "$command" ]; then
		case $command in
		ctl | export)
			words=$("$program" "$command" --help 2>/dev/null |
				_mullion_words)
			;;
		schema)
			words=$("$program" schema 2>/dev/null | sed 's/ .*//')
			;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}

complete -o default -F _mullion mullion
