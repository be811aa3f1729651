/** The runner's tools: each check is one thing that is tried, and writes its own records (see runner.sh.ts). */
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
  [ ~{#text} -le 200 ] || text=~{text:0:100}~~{text: -99}
  told=R$TAB$1$TAB$2$TAB$((N - S))$TAB$text
  echo "$told"
  echo "$told" >>$R
}

guard() { # HOST: a name may take long to look up, an address may not
  case $1 in *[!0-9a-fA-F.:]*) G="timeout $((TO + 6))" ;; *) G= ;; esac
}

url() { # SCHEME HOST PORT PATH
  case $2 in *:*) U="$1://[$2]:$3$4" ;; *) U="$1://$2:$3$4" ;; esac
}

web() { # ID SCHEME HOST PORT PATH: asks, and leaves the answer in $O
  now; S=$N
  url "$2" "$3" "$4" "$5"
  body=/dev/null
  [ -z "$KEEP" ] || case $1 in f*) body=$D/body.~{1%%.*} ;; esac
  if [ "$2" = http ]; then
    O=$(get 2>&1 </dev/null)
    record "$1" $? "$O"
  else
    # busybox's sed looks a line ahead before it does anything with one
    O=$({ (get); r=$?; echo; echo "rc=$r"; echo; } 2>&1 </dev/null | sed '/^rc=/q')
    record "$1" "~{O##*rc=}" "~{O%rc=*}"
  fi
}

get() { # of $U into $body, in place of the shell that runs it
  [ "$body" = /dev/null ] || ulimit -f 8
  exec timeout $((TO + 6)) wget -Y off -q -S -T "$TO" --no-check-certificate ~{HH:+--header} ~{HH:+"Host: $HH"} -O $body "$U"
}

# What a TCP port speaks that does not answer HTTP. Each of these writes its own record.
sniff() { # ID HOST PORT
  (now; S=$N; O=$( (printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0'; sleep 1) | timeout 3 nc -w 2 "$2" "$3" 2>/dev/null | od -An -tx1 -N 9); record "$1.h2c" 0 "$O") &
  (now; S=$N; O=$( (printf 'PING\r\n'; sleep 0.5) | timeout 2 nc -w 1 "$2" "$3" 2>/dev/null | head -c 64); record "$1.redis" 0 "$O") &
  (now; S=$N; O=$(sleep 1.5 | timeout 2 nc -w 1 "$2" "$3" 2>/dev/null | head -c 64); record "$1.banner" 0 "$O") &
}

# Leaves in $WEB what the port speaks: http, https or tcp.
detect() { # ID HOST PORT PATH FIRST
  WEB=tcp
  case $5 in
  http | https)
    web "$1.$5" "$5" "$2" "$3" "$4"
    case $O in
    *HTTP/1*" 400 "*)
      WEB=$5
      [ "$5" = https ] || { web "$1.https" https "$2" "$3" "$4"; case $O in *HTTP/*) WEB=https ;; esac; }
      return ;;
    *HTTP/*) WEB=$5; return ;;
    esac ;;
  esac
  case $5 in http) second=https ;; https) second=http ;; *) second='http https' ;; esac
  for s in $second; do
    (web "$1.$s" $s "$2" "$3" "$4"; case $O in *HTTP/*) : >"$D/$1.$s" ;; esac) &
  done
  sniff "$1" "$2" "$3"
  wait
  [ ! -e "$D/$1.http" ] || WEB=http
  [ ! -e "$D/$1.https" ] || WEB=https
}

connect() { # ID HOST PORT: leaves nc's exit code in $open
  tried=0
  while :; do
    guard "$2"
    now; S=$N
    O=$(exec $G nc -zvv -w "$TO" "$2" "$3" 2>&1 </dev/null)
    open=$?
    record "$1" $open "$O"
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
  *refused*) open=1 ;;
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

samples() { # ID HOST PORT PATH
  i=0
  while [ $i -lt "$COUNT" ]; do
    i=$((i + 1))
    pace
    now; S=$N
    case $WEB in
    http | https)
      url $WEB "$2" "$3" "$4"
      O=$(timeout $((TO + 6)) wget -Y off -q -T "$TO" --no-check-certificate -O - "$U" 2>&1 </dev/null | head -c 2048 | md5sum)
      r=0
      case $O in d41d8cd98f*) r=1 ;; esac
      O=~{O:0:8} ;;
    *) O=$(exec nc -zvv -w "$TO" "$2" "$3" 2>&1 </dev/null); r=$? ;;
    esac
    record "$1.s" $r "$O"
  done
}

check() { # ID HOW HOST PORT SCHEME PATH
  case $2 in
  name) look "$1" "$3" "$4"; return ;;
  cname) now; S=$N; O=$(dns cname "$3" "$NS"); record "$1" $? "$O"; return ;;
  udp) datagram "$1" "$3" "$4" "$5"; return ;;
  dns)
    now; S=$N
    O=$(dns a "kubernetes.default.svc.$DOMAIN." "$3:$4")
    record "$1" $? "$O"
    case $O in
    *refused*) open=1 ;;
    *"timed out"* | *"no servers"*) open=0; mute=1 ;;
    *) open=0 ;;
    esac
    return ;;
  esac
  connect "$1" "$3" "$4"
  [ $open = 0 ] || {
    case $1$young$O in [ey]*-*refused*) : >"$D/refused.$number" ;; esac
    return 0
  }
  case $1 in
  f*)
    [ -n "$WEB" ] || case $5 in
      auto:*) detect "$1" "$3" "$4" "$6" "~{5#auto:}" ;;
      http | https) WEB=$5; web "$1.$5" "$5" "$3" "$4" "$6" ;;
      h2c) WEB=tcp; sniff "$1" "$3" "$4"; wait ;;
      *) WEB=tcp ;;
    esac
    [ "$COUNT" = 0 ] || samples "$1" "$3" "$4" "$6"
    return ;;
  c* | o*) return ;;
  esac
  # Not detected, because no front answered: what it most likely speaks. A front may have led to the one endpoint that says
  # nothing: where the port is known for HTTP, each endpoint is asked all the same, once more where it was cut off.
  case $WEB in
  '') speaks=~{5#auto:} ;;
  tcp) case $5 in http | https) speaks=$5 ;; *) speaks=tcp ;; esac ;;
  *) speaks=$WEB ;;
  esac
  case $speaks in
  http | https)
    web "$1.$speaks" "$speaks" "$3" "$4" "$6"
    case $O in
    *HTTP/* | *"timed out"*) ;;
    *) sleep 1; web "$1.$speaks" "$speaks" "$3" "$4" "$6" ;;
    esac ;;
  esac
}

`;
