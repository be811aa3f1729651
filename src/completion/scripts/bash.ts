/** Asks `kubesvc __complete` for the words at the cursor; needs nothing but bash itself. */
export const bash = `# bash completion for kubesvc

__kubesvc_complete() {
  local words=() line candidates=() current
  # COMP_WORDBREAKS parts words at = and :, which kubesvc's own words may hold: take the line up to the cursor anew.
  read -ra words <<< "\${COMP_LINE:0:COMP_POINT}"
  [[ \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=("")
  current=\${words[\${#words[@]}-1]}
  while IFS= read -r line; do
    [[ $line == :* ]] && continue
    candidates+=("\${line%%$'\\t'*}")
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
  COMPREPLY=("\${candidates[@]}")
  # Readline replaces only what stands behind the last word break.
  local prefix=\${current%"\${current##*[=:]}"}
  if [[ -n $prefix ]]; then COMPREPLY=("\${COMPREPLY[@]#"$prefix"}"); fi
}

complete -F __kubesvc_complete kubesvc
`;
