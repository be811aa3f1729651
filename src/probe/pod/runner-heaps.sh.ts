/** How the runner reads its targets, shares their groups out among its workers, and tells what came of it (see runner.sh.ts). */
export const heaps = String.raw`LAST=0
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

# How many endpoints of a group are tried at once.
[ -n "$BREAK" ] && WIDTH=3 || WIDTH=10
F=$D/first
mkdir $F
# A line's first word is its group; the controls are group 0.
sed -n "/^0$TAB/p" $D/targets >$D/controls
group $D/controls &
# Groups of a list are parted into at most $HEAPS heaps, of which each of $P workers takes the next that nobody has
# taken: who waits for time-outs holds up nobody else. What a batch has lost is kept in $D/calm.
work() { # NAME of a list in $D
  heaps=$(awk -F "$TAB" -v heap="$D/$1." -v most="$HEAPS" '
    NR == FNR { if ($1 > 0 && $1 != last) { last = $1; groups++ } next }
    $1 > 0 && $1 != now { now = $1; if (seen++ % int((groups + most - 1) / most) == 0) { if (file) close(file); file = heap heaps++ } }
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
  group $D/now.$1
  [ -e "$F/lost.$own" ] || return 0
  if [ -n "$BREAK" ]; then cat $D/now.$1; else cat "$F/lost.$own"; fi >>$D/calm
}

work targets
# Thirty connections at once may be more than a backend, or a node, can take: what was lost among them is tried again in
# quiet, before it is called lost: the fronts alone, since what stands behind one has said what it says, and not more of
# them than some seconds take. Of few what met silence is tried again only where something was refused by the network, which
# says so much of that and no more, and one after the other.
F=$D/second
mkdir $F
if [ -s $D/calm ] && [ -n "$BREAK" ]; then
  cut -f 1 $D/calm | uniq | sort -un | head -n 60 >$D/numbers
  awk -F "$TAB" 'NR == FNR { own[$1] = 1; next } $1 in own && $2 !~ /^y/' $D/numbers $D/calm >$D/quiet
  P=60
  TO=4
  BREAK=
  PAUSE=
  work quiet
elif [ -s $D/calm ] && [ -e $D/rationed ]; then
  sort -s -n -k 1,1 $D/calm >$D/quiet
  P=1
  WIDTH=3
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
`;
