/**
 * What the pod runs, in busybox's ash. It reads targets from $T0, $T1, … (see lines.ts) and writes one record a run of a tool, `R<TAB>id<TAB>exit code<TAB>microseconds<TAB>text`, at last `E<TAB>count`.
 *
 * - All that fit in 4,096 bytes go into the termination message, so that reading logs is not needed; else only the E line does.
 * - No target becomes part of a command: lines are split by `read`, and words are quoted. `set -f` keeps * from files.
 * - Groups run side by side, $P at a time; in a group one check follows the other, because the kernel answers only so many
 *   refused packets (ICMP) a second. Letters of ids: c control, d name (all names of a group at once), f front, n front by name
 *   (left out where the front is dead: it would refuse again and again), e others, three at a time; y as e, but only where
 *   the front is dead; o other ports of a pod, only where
 *   one of the group has refused.
 * - A failed check is tried again $RETRY times, 1.5 s later: a service proxy takes up to a second to open a port that was
 *   asked for just now (kube-proxy's minSyncPeriod). After a time-out only a control is tried again, and a front
 *   whose endpoints answer: the others would say the same.
 * - Where something has changed only just, a line says for how many seconds more a proxy or DNS may be behind: so long a front
 *   (or a name) that fails is asked again, if all endpoints answer or none is tried. Of that only what came of it is told,
 *   as `id.late` with the time since its first attempt, and an answer as any other.
 * - `wget -T` bounds neither the name look-up nor its TLS helper: `timeout` bounds the first, and the mark `rc=` ends the
 *   reading where the helper still holds the pipe. `ulimit -f` ends the body of a long answer that is kept.
 * - `nc -vv`: with one v a refusal prints nothing. `-Y off`: busybox obeys http_proxy but not no_proxy.
 * - Two datagrams half a second apart: the refusal of the first shows in the sending of the second.
 * - h2c: the sending side stays open, because nginx says nothing to a client that has closed it.
 * - Alpine 3.23 keeps microseconds in $EPOCHSECONDS where others have $EPOCHREALTIME; /proc/uptime is the last resort.
 */
export const runner = String.raw`set -f
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

# What stands behind a front answers, and the front does not yet: it is asked again, shortly and often, for as long as a
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

LAST=0
DOMAIN=
NS=
while read -r key words; do
  case $key in
  search) for word in $words; do case $word in svc.*) DOMAIN=~{word#svc.} ;; esac; done ;;
  nameserver) [ -n "$NS" ] || NS=$words ;;
  esac
done </etc/resolv.conf
[ -n "$DOMAIN" ] || DOMAIN=cluster.local
now; S=$N
record resolv 0 "$(cat /etc/resolv.conf)"

i=0
: >$D/targets
while :; do
  eval "part=\$T$i"
  [ -n "$part" ] || break
  echo "$part" >>$D/targets
  unset "T$i"
  i=$((i + 1))
done
part=

# A line's first word is its group; the controls are group 0.
sed -n "/^0$TAB/p" $D/targets >$D/controls
group <$D/controls &
# Groups of a list are parted into at most a thousand heaps, of which each of $P workers takes the next that nobody has
# taken: who waits for time-outs holds up nobody else. What a batch has lost is kept in $D/calm.
work() { # NAME of a list in $D
  heaps=$(awk -F "$TAB" -v heap="$D/$1." '
    NR == FNR { if ($1 > 0 && $1 != last) { last = $1; groups++ } next }
    $1 > 0 && $1 != now { now = $1; if (seen++ % int((groups + 999) / 1000) == 0) { if (file) close(file); file = heap heaps++ } }
    $1 > 0 { print >file }
    END { print heaps + 0 }' "$D/$1" "$D/$1")
  w=0
  while [ $w -lt "$P" ]; do
    (
      h=0
      while [ $h -lt "$heaps" ]; do
        ! take "$D/$1.$h" || heap "$D/$1.$h" $w
        h=$((h + 1))
      done
    ) &
    w=$((w + 1))
  done
  wait
}

take() { # HEAP: makes the file that says that it is taken, which only one can
  [ ! -e "$1.taken" ] || return 1
  set -C
  true 2>/dev/null >"$1.taken"
  set -- $?
  set +C
  return $1
}

heap() { # HEAP WORKER
  last=
  while IFS= read -r line; do
    [ "~{line%%"$TAB"*}" = "$last" ] || { [ -z "$last" ] || one $2; : >$D/now.$2; last=~{line%%"$TAB"*}; }
    echo "$line" >>$D/now.$2
  done <$1
  [ -z "$last" ] || one $2
}

one() { # WORKER
  group <$D/now.$1
  [ -z "$BREAK" ] || [ -z "$missed" ] || cat $D/now.$1 >>$D/calm
}

work targets
# Thirty connections at once may be more than a backend, or a node, can take: what was lost among them is tried again in
# quiet, before it is called lost: the fronts alone, since what stands behind one has said what it says, and not more of
# them than some seconds take.
if [ -s $D/calm ]; then
  cut -f 1 $D/calm | uniq | sort -un | head -n 60 >$D/numbers
  awk -F "$TAB" 'NR == FNR { own[$1] = 1; next } $1 in own && $2 !~ /^y/' $D/numbers $D/calm >$D/quiet
  P=60
  TO=4
  BREAK=
  PAUSE=
  work quiet
fi
set +f
for body in $D/body.*; do
  [ ! -f "$body" ] || echo "B$TAB~{body##*.}$TAB$(base64 <"$body" | tr -d '\n')"
done
line=E$TAB$(wc -l <$R)
echo "$line"
echo "$line" >>$R
if [ $(wc -c <$R) -le 4096 ]; then cat $R >/dev/termination-log; else echo "$line" >/dev/termination-log; fi
`.replaceAll('~{', '${');
