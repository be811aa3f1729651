/** How the runner goes through the checks of one group: in what order, what waits for what, and what is asked again (see runner.sh.ts). */
export const groups = String.raw`# What stands behind a front answers, and the front does not yet: it is asked again, shortly and often, for as long as a
# proxy may be behind; then once more as any other. One that waited for a front to answer is asked where that has come.
follow() { # of lines on standard input: ID HOW HOST PORT SCHEME PATH YOUNG FIRST
  while IFS="$TAB" read -r id how host port scheme path young first; do
    set -- "$id" "$how" "$host" "$port" "$scheme" "$path"
    case $front$id$first in
    deadn*) continue ;;
    *-) check "$@"; continue ;;
    esac
    until knock "$@" || ! behind "$first"; do sleep 0.5; done
    isopen && case $id in f*) front=alive; missed= ;; esac
    late "$id" "$first" $open
    [ $open != 0 ] || check "$@"
  done
}

knock() { # ID HOW HOST PORT SCHEME PATH: one attempt of which nothing is told
  pace
  mute=
  case $2 in
  tcp)
    guard "$3"
    $G nc -z -w 1 "$3" "$4" >/dev/null 2>&1 </dev/null
    open=$? ;;
  *) quiet=1; check "$@"; quiet= ;;
  esac
  isopen
}

isopen() { # the last that was tried: a connection, or an answer
  [ $open = 0 ] && [ -z "$mute" ]
}

later() { # the line at hand is asked again at the end of its group, where its proxy may be behind
  [ "$young" = - ] || echo "$id$TAB$how$TAB$host$TAB$port$TAB$scheme$TAB$path$TAB$young$TAB$begun" >>"$D/behind.$own"
}

pace() { # before each thing that is tried: not more than so many connections a second; what it took counts
  [ -n "$PAUSE" ] || return 0
  now
  left=$((PAUSE - N + LAST))
  if [ $left -gt 0 ]; then
    rest=$((left % 1000000 + 1000000))
    sleep $((left / 1000000)).~{rest#1}
    now
  fi
  LAST=$N
}

group() { # of lines on standard input: ID HOW HOST PORT SCHEME PATH SPACE YOUNG
  front=
  WEB=
  running=0
  names=
  again=
  tested=
  missed=
  while IFS="$TAB" read -r number id how host port scheme path space young; do
    [ -n "$id" ] || continue
    own=$number
    mute=
    now; begun=$N
    case $host in
    @api) host=$KUBERNETES_SERVICE_HOST; port=$KUBERNETES_SERVICE_PORT ;;
    *@domain) host=~{host%@domain}$DOMAIN ;;
    *@domain.) host=~{host%@domain.}$DOMAIN. ;;
    esac
    if [ -n "$BREAK" ] && [ -s "$D/lost.$space" ]; then
      lost=$(wc -c <"$D/lost.$space")
      # One in ten is still tried: if it answers, the others are again.
      if [ "$lost" -ge "$BREAK" ] && [ $((~{id#?} % 10)) != 0 ]; then S=0; now; S=$N; record "$id" 255 skipped; continue; fi
    fi
    case $id in
    d*) pace; check "$id" "$how" "$host" "$port" "$scheme" "$path" & names=1 ;;
    n*)
      if [ "$front" = dead ]; then
        begun=-
        later
      elif [ ! -e $D/nameless ]; then
        [ "$how" = name ] || pace
        check "$id" "$how" "$host" "$port" "$scheme" "$path"
        [ "$how" = name ] || isopen || later
        case $open$O in 0*) ;; *"timed out"*) missed=1 ;; esac
      fi ;;
    e* | y* | o*)
      case $id in
      y*) [ "$front" = dead ] || continue ;;
      o*) [ "$1" = others ] || { wait; running=0; set -- others; }; [ -e "$D/refused.$number" ] || continue ;;
      esac
      case $id$young in [ey]*-) tested=1 ;; esac
      pace
      {
        check "$id" "$how" "$host" "$port" "$scheme" "$path"
        isopen || later
        case $id$young in [ey]*-) if isopen; then : >"$D/good.$own"; else : >"$D/bad.$own"; fi ;; esac
      } &
      running=$((running + 1))
      [ $running -lt 3 ] || { wait; running=0; } ;;
    *)
      [ -z "$names" ] || { wait; names=; }
      pace
      check "$id" "$how" "$host" "$port" "$scheme" "$path"
      case $id in
      f*)
        isopen || later
        if [ $open = 0 ]; then
          front=alive
        else
          [ "$front" = alive ] || front=dead
          case $O in
          *"timed out"*)
            missed=1
            [ "$young" != - ] || again="$again$id$TAB$how$TAB$host$TAB$port$TAB$scheme$TAB$path$NL" ;;
          esac
        fi
        [ -z "$BREAK" ] || case $open$O in
          0*) [ ! -s "$D/lost.$space" ] || : >"$D/lost.$space" ;;
          *"timed out"*) printf x >>"$D/lost.$space" ;;
        esac ;;
      esac ;;
    esac
  done
  wait
  if [ -s "$D/behind.$own" ]; then
    if [ -z "$tested" ] || { [ -e "$D/good.$own" ] && [ ! -e "$D/bad.$own" ]; }; then follow <"$D/behind.$own"; fi
    rm "$D/behind.$own"
  fi
  [ -n "$again" ] && [ -n "$tested" ] && [ "$RETRY" -gt 0 ] && [ ! -e "$D/bad.$own" ] || return 0
  echo "$again" | while IFS="$TAB" read -r id how host port scheme path; do
    [ -z "$id" ] || check "$id" "$how" "$host" "$port" "$scheme" "$path"
  done
}

`;
