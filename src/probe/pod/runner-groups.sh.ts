/** How the runner goes through the checks of one group: in what order, what waits for what, and what is asked again (see runner.sh.ts). */
export const groups = String.raw`# What stands behind a front answers, and the front does not yet: it is asked again, shortly and often, for as long as a
# proxy may be behind; then once more as any other. One that waited for a front to answer is asked where that has come.
follow() { # of lines on standard input: ID HOW HOST PORT SCHEME PATH YOUNG FIRST SILENT
  while IFS="$TAB" read -r id how host port scheme path young first was; do
    set -- "$id" "$how" "$host" "$port" "$scheme" "$path"
    case $front$id$first in
    deadn*) continue ;;
    *-) check "$@"; continue ;;
    esac
    # Where endpoints are silent as well, there is nothing but a refusal that may pass.
    [ -z "$was" ] || [ ! -e "$F/silent.$own" ] || continue
    until knock "$@" || ! behind "$first"; do sleep 0.5; done
    [ $open = 0 ] && case $id in f*) front=alive; rm -f "$F/lost.$own" ;; esac
    late "$id" "$first" $open
    [ $open != 0 ] || check "$@"
  done
}

knock() { # ID HOW HOST PORT SCHEME PATH: one attempt of which nothing is told
  pace
  case $2 in
  tcp)
    mute=
    guard "$3"
    $G nc -z -w 1 "$3" "$4" >/dev/null 2>&1 </dev/null
    open=$? ;;
  *) quiet=1; check "$@"; quiet= ;;
  esac
  [ $open = 0 ] && { [ -z "$mute" ] || [ -e "$F/silent.$own" ]; }
}

isopen() { # the last that was tried: a connection, or an answer
  [ $open = 0 ] && [ -z "$mute" ]
}

later() { # the line at hand is asked again at the end of its group, where its proxy may be behind
  [ "$young" = - ] || echo "$id$TAB$how$TAB$host$TAB$port$TAB$scheme$TAB$path$TAB$young$TAB$begun$TAB$mute" >>"$F/behind.$own"
}

lose() { # the line at hand has met silence
  echo "$number$TAB$id$TAB$how$TAB$host$TAB$port$TAB$scheme$TAB$path$TAB$space$TAB$young" >>"$F/lost.$own"
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

each() { # IDS FUNCTION: calls it with every line of the group at hand whose id is like that
  local ids=$1 what=$2 line old=$IFS
  IFS=$NL
  for line in $lines; do
    case ~{line#*"$TAB"} in $ids) ;; *) continue ;; esac
    IFS=$TAB
    set -- $line
    IFS=$old
    number=$1 id=$2 how=$3 host=$4 port=$5 scheme=$6 path=$7 space=$8 young=$9
    case $host in
    @api) host=$KUBERNETES_SERVICE_HOST; port=$KUBERNETES_SERVICE_PORT ;;
    *@domain) host=~{host%@domain}$DOMAIN ;;
    *@domain.) host=~{host%@domain.}$DOMAIN. ;;
    esac
    own=$number
    now; begun=$N
    ! given || $what "$id" "$how" "$host" "$port" "$scheme" "$path"
  done
  IFS=$old
}

given() { # is its namespace not given up? One in ten is still tried: if it answers, the others are again.
  [ -n "$BREAK" ] && [ -s "$D/lost.$space" ] || return 0
  [ $(wc -c <"$D/lost.$space") -ge "$BREAK" ] && [ $((~{id#?} % 10)) != 0 ] || return 0
  now; S=$N
  record "$id" 255 skipped
  return 1
}

beside() { # FUNCTION …: in the background, $WIDTH at a time
  "$@" &
  running=$((running + 1))
  [ $running -lt $WIDTH ] || { wait; running=0; }
}

# The following are called by each, with ID HOW HOST PORT SCHEME PATH.

lookup() { pace; check "$@" & }

attempt() { # what came of it is kept in files, because others run beside it
  try "$@"
  [ "$how" != name ] || return 0
  [ $open != 0 ] || : >"$F/open.$id"
  isopen || later
  ! islost || lose
  case $id$young in
  [ey]*-)
    if isopen; then came=good; elif [ $open = 0 ]; then came=silent; else came=bad; fi
    : >"$F/$came.$own"
    case $open$O in 1*refused*) : >"$F/refused.$own" ;; esac ;;
  esac
}

islost() { # has the line at hand met silence? Of a batch what stands behind a front has said what it says.
  case $id in y*) return 1 ;; esac
  [ -z "$mute" ] || { [ -z "$BREAK" ]; return; }
  case $open$O in 1*"timed out"*) return 0 ;; esac
  return 1
}

meet() { # a control or a front
  pace
  attempt "$@"
  case $id in f*) ;; *) return 0 ;; esac
  if [ $open = 0 ]; then
    front=alive
  else
    [ "$front" = alive ] || front=dead
    case $young$O in
    -*"timed out"*) again="$again$id$TAB$how$TAB$host$TAB$port$TAB$scheme$TAB$path$NL" ;;
    esac
  fi
  [ -z "$BREAK" ] || case $open$O in
    0*) [ ! -s "$D/lost.$space" ] || : >"$D/lost.$space" ;;
    *"timed out"*) printf x >>"$D/lost.$space" ;;
  esac
}

byname() {
  if [ "$front" = dead ]; then
    begun=-
    later
  elif [ ! -e $D/nameless ]; then
    [ "$how" != name ] || { attempt "$@"; return; }
    pace
    attempt "$@" &
  fi
}

reach() { pace; beside attempt "$@"; }

hear() { # what speaks at a front says how its endpoints are asked
  [ -e "$F/open.$id" ] && [ "$how" = tcp ] || return 0
  case $id in
  f*) ask "$@" ;;
  *) beside ask "$@" ;;
  esac
}

elsewhere() { [ ! -e "$F/refused.$own" ] || reach "$@"; }

# Connections to endpoints are tried while fronts are, and all else that is asked follows. A batch goes step by step: it has
# a pace, and other groups to do meanwhile.
group() { # FILE of lines: NUMBER ID HOW HOST PORT SCHEME PATH SPACE YOUNG
  front=
  WEB=
  running=0
  again=
  lines=
  local line # whoever calls reads lines as well
  while IFS= read -r line; do lines=$lines$line$NL; done <$1
  each 'd*' lookup
  if [ -z "$BREAK" ]; then { each 'e*' reach; wait; } & fi
  each '[cf]*' meet
  each 'n*' byname
  each 'f*' hear
  [ -z "$BREAK" ] || each 'e*' reach
  [ "$front" != dead ] || each 'y*' reach
  wait
  running=0
  each '[eny]*' hear
  wait
  running=0
  each 'o*' elsewhere
  wait
  if [ -s "$F/behind.$own" ]; then
    [ -e "$F/bad.$own" ] || follow <"$F/behind.$own"
    rm "$F/behind.$own"
  fi
  [ -n "$again" ] && [ -e "$F/good.$own" ] && [ ! -e "$F/bad.$own" ] && [ "$RETRY" -gt 0 ] || return 0
  echo "$again" | while IFS="$TAB" read -r id how host port scheme path; do
    [ -n "$id" ] || continue
    check "$id" "$how" "$host" "$port" "$scheme" "$path"
    ! isopen || rm -f "$F/lost.$own"
  done
}

`;
