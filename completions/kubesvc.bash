# bash completion for kubesvc                              -*- shell-script -*-
#
# Needs nothing but bash itself, 3.2 or later. For an alias as well: complete -o default -F __kubesvc_complete k

# The words up to the cursor, in __kubesvc_words. COMP_WORDBREAKS parts words at = and :, which kubesvc's own words may
# hold: what stands on the line without a space between is one word again.
__kubesvc_split() {
  local rest=${COMP_LINE:0:COMP_POINT} word bare last=-1 i
  __kubesvc_words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    bare=${rest#"${rest%%[![:space:]]*}"}
    [[ $bare == "$word"* ]] || word=$bare
    if ((i == 0)) || [[ $bare != "$rest" ]]; then
      ((last += 1))
      __kubesvc_words[last]=$word
    else
      __kubesvc_words[last]+=$word
    fi
    rest=${bare#"$word"}
  done
}

# A word as bash would pass it on, without running anything: quotes off, ~ and a lone variable put in.
__kubesvc_plain() {
  local variable='^"?\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?"?$'
  __kubesvc_word=$1
  if [[ $1 =~ $variable ]]; then
    __kubesvc_word=${!BASH_REMATCH[1]}
  elif [[ $1 == [\"\']* ]]; then
    __kubesvc_word=${1:1}
    __kubesvc_word=${__kubesvc_word%[\"\']}
  elif [[ $1 == '~/'* ]]; then
    __kubesvc_word=$HOME/${1:2}
  else
    __kubesvc_word=${1//\\/}
  fi
}

# Asks for the words at the cursor: fills texts, descriptions and directive.
__kubesvc_ask() {
  local request line i
  # The first word as it is, so that an alias does what it does on the line; the others quoted, so that nothing is run.
  request="${__kubesvc_words[0]} __complete"
  for ((i = 1; i < ${#__kubesvc_words[@]}; i++)); do
    __kubesvc_plain "${__kubesvc_words[i]}"
    request+=" $(printf '%q' "$__kubesvc_word")"
  done
  while IFS='' read -r line; do
    if [[ $line =~ ^:[0-9]+$ ]]; then
      directive=${line:1}
    else
      texts+=("${line%%$'\t'*}")
      [[ $line == *$'\t'* ]] && line=${line#*$'\t'} || line=''
      descriptions+=("$line")
    fi
  done < <(eval "$request" 2>/dev/null)
}

# What readline keeps of the word at the cursor: it replaces only what stands behind the last word break.
__kubesvc_kept() {
  local breaks=''
  [[ $COMP_WORDBREAKS == *:* ]] && breaks+=:
  [[ $COMP_WORDBREAKS == *=* ]] && breaks+='='
  kept=''
  if [[ -n $breaks && $1 == *[$breaks]* && $1 != [\"\']* ]]; then
    kept=${1%"${1##*[$breaks]}"}
  fi
}

__kubesvc_complete() {
  local __kubesvc_words __kubesvc_word texts=() descriptions=() directive=4
  local current kept i text longest=0 width
  COMPREPLY=()
  __kubesvc_split
  __kubesvc_ask
  current=${__kubesvc_words[${#__kubesvc_words[@]} - 1]}

  if ((directive & 8)); then
    __kubesvc_files "$current" "${texts[@]}"
    return
  fi
  if ((${#texts[@]} == 0)); then
    # Without a word of ours bash offers file names, unless it is told not to.
    ((directive & 4)) && __kubesvc_option +o default
    return
  fi
  ((directive & 2)) && __kubesvc_option -o nospace

  # Behind --flag= the answer is the value alone.
  [[ $current == -*=* ]] && texts=("${texts[@]/#/${current%%=*}=}")
  __kubesvc_kept "$current"
  for ((i = 0; i < ${#texts[@]}; i++)); do
    texts[i]=${texts[i]#"$kept"}
    ((${#texts[i]} > longest)) && longest=${#texts[i]}
  done
  for ((i = 0; i < ${#texts[@]}; i++)); do
    text=${texts[i]}
    # What a word means is shown where words are only listed (COMP_TYPE ?, ! and @), never where one is put in.
    width=$((${COLUMNS:-80} - longest - 5))
    if [[ $COMP_TYPE == 63 || $COMP_TYPE == 33 || $COMP_TYPE == 64 ]] &&
      ((${#texts[@]} > 1 && width > 10)) && [[ -n ${descriptions[i]} ]]; then
      ((${#descriptions[i]} > width)) && descriptions[i]=${descriptions[i]:0:width - 3}...
      printf -v text '%-*s  (%s)' "$longest" "$text" "${descriptions[i]}"
    fi
    COMPREPLY+=("$text")
  done
}

# Files with one of some extensions, and folders.
__kubesvc_files() {
  local file extension current=$1
  shift
  [[ $current == -*=* ]] && current=${current#*=}
  while IFS='' read -r file; do
    [[ -d $file ]] && COMPREPLY+=("$file")
    for extension in "$@"; do
      [[ -f $file && $file == *."$extension" ]] && COMPREPLY+=("$file")
    done
  done < <(compgen -f -- "$current")
  __kubesvc_option -o filenames
  __kubesvc_option +o default
}

# bash 3.2, as macOS has it, knows no compopt.
__kubesvc_option() {
  if [[ $(type -t compopt) == builtin ]]; then compopt "$@"; fi
}

complete -o default -F __kubesvc_complete kubesvc
