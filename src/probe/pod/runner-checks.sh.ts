/** The runner's tools: each is one thing that is tried, and writes its own records (see runner.sh.ts). */
export const checks = String.raw`set -f
umask 077
TAB=$(printf '\t')
NL='
'
D=/dev/shm/kubesvc
mkdir -p $D
R=$D/records
: >$R

now() {
  case $EPOCHREALTIME in *.*) N=$EPOCHREALTIME ;; *) N=$EPOCHSECONDS ;; esac
  case $N in *.*) ;; *) read -r N _ </proc/uptime; N=$N"0000" ;; esac
  N=~{N%.*}~{N#*.}
}

record() { # ID CODE TEXT, after a check that began at $S
  [ -z "$quiet" ] || return 0
  now
  text=~{3//"$NL"/|}
  text=~{text//[[:cntrl:]]/ }
  [ ~{#text} -le 200 ] || case $text in
  *[Ll]ocation:\ *) # where it leads stands in the middle, which is cut out
    place=~{text#*[Ll]ocation: }
    place=~{place%%|*}
    text="~{text:0:40}~Location: ~{place:0:60}~~{text: -80}" ;;
  *) text=~{text:0:100}~~{text: -99} ;;
  esac
  told=R$TAB$1$TAB$2$TAB$((N - S))$TAB$text
  echo "$told"
  echo "$told" >>$R
}

guard() { # HOST: a name may take long to look up, an address may not
  case $1 in *[!0-9a-fA-F.:]*) G="timeout $((TO + 6))" ;; *) G= ;; esac
}

rationed() { # the kernel says so much of refusals that come as ICMP and no more: who is silent beside them may have been refused
  case $O in
  *refused* | *unreachable*) ;;
  *) return 0 ;;
  esac
  case $((N - S)) in ? | ?? | ??? | ???? | ????? | [1-6]?????) return 0 ;; esac
  [ $((N - S)) -ge 2500000 ] || : >$D/rationed
}

connect() { # ID HOST PORT: leaves nc's exit code in $open
  tried=0
  while :; do
    guard "$2"
    now; S=$N
    O=$(exec $G nc -zvv -w "$TO" "$2" "$3" 2>&1 </dev/null)
    open=$?
    record "$1" $open "$O"
    rationed
    [ $open != 0 ] && [ $tried -lt "$RETRY" ] || return 0
    tried=$((tried + 1))
    case $1$O in
    *"bad address"* | o*) return 0 ;;
    c*) ;;
    *"timed out"* | *Terminated*) return 0 ;;
    esac
    sleep 1.5
  done
}

datagram() { # ID HOST PORT WHAT
  case $4 in ntp) payload=$NTP ;; *) payload=$PAYLOAD ;; esac
  tries=0
  while :; do
    now; S=$N
    O=$( (printf "$payload"; sleep 0.5; printf "$payload"; sleep 1) | timeout 3 nc -vv -u -w 2 "$2" "$3" 2>&1)
    r=$?
    case $O in *refused* | *"rcvd "[1-9]*) break ;; esac
    case $tries$1 in 0f*) ;; *) break ;; esac
    tries=1
    sleep 2 # silence among other refused packets may be a refusal that was rationed
  done
  record "$1" $r "$O"
  case $O in
  *refused*) open=1; : >$D/rationed ;;
  *"rcvd "[1-9]*) open=0 ;;
  *) open=0; mute=1 ;;
  esac
}

resolve() { # NAME PORT: leaves $r and $O
  now; S=$N
  O=$(exec timeout $((TO + 6)) getent ahosts "$1" 2>&1 </dev/null)
  r=$?
  if [ $r = 127 ]; then # an image without getent: the look-up of a connection tells as much
    O=$(timeout $((TO + 6)) nc -zvv -w 1 "$1" "$2" 2>&1 </dev/null)
    case $O in *"bad address"*) r=2 ;; *) r=0 ;; esac
  fi
}

behind() { # FIRST: may this line's proxy or DNS still be behind, when it was tried first then?
  [ "$young" != - ] || return 1
  now
  [ $((N - $1)) -lt $((young * 1000000)) ]
}

late() { # ID FIRST CODE: what came of asking again
  S=$2
  record "$1.late" "$3" ''
}

dns() { # TYPE NAME SERVER: asked each second, three times, and no longer
  exec timeout 7 nslookup -timeout=3 -retry=3 -type="$1" "$2" "$3" 2>&1 </dev/null
}

look() { # ID NAME PORT
  resolve "$2" "$3"
  record "$1" $r "$O"
  [ $r != 0 ] || return 0
  # Silence would only be met with silence again.
  [ $((N - S)) -lt 4000000 ] || { : >$D/nameless; return 0; }
  first=$S
  while [ $r != 0 ] && behind $first; do
    sleep 1
    resolve "$2" "$3"
  done
  if [ "$young" != - ]; then
    [ $r != 0 ] || record "$1" 0 "$O"
    late "$1" $first $r
    [ $r != 0 ] || return 0
  fi
  case $2 in
  *.) now; S=$N; O=$(dns a "$2" "$NS"); record "$1.a" $? "$O" ;;
  esac
}

try() { # ID HOW HOST PORT SCHEME: a connection, or all there is to a name or to datagrams; leaves $open, $mute and $O
  mute=
  case $2 in
  name) look "$1" "$3" "$4" ;;
  cname) now; S=$N; O=$(dns cname "$3" "$NS"); record "$1" $? "$O" ;;
  udp) datagram "$1" "$3" "$4" "$5" ;;
  dns)
    now; S=$N
    O=$(dns a "kubernetes.default.svc.$DOMAIN." "$3:$4")
    record "$1" $? "$O"
    case $O in
    *refused*) open=1 ;;
    *"timed out"* | *"no servers"*) open=0; mute=1 ;;
    *) open=0 ;;
    esac ;;
  *) connect "$1" "$3" "$4" ;;
  esac
}

`;
