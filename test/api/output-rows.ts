/** What is asked of the same Services in both programs: `test/api/output.test.ts`. */

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** Of one Service, `balanced`, unless the row begins with another name. */
export const jsonpathOfOne = lines(String.raw`
{.metadata.name}
{ .metadata.name }
{$.metadata.name}
{@.kind}
{['metadata']['name']}
{.metadata['namespace']}
{.kind}/{.metadata.name}{"\n"}
{.kind}{'\t'}{.apiVersion}{"\n"}
text only
before {.kind} after
{.metadata.labels}
{.metadata.labels.app\.kubernetes\.io/name}
{.metadata.labels['app\.kubernetes\.io/name']}
{.metadata.labels['app.kubernetes.io/name']}
{.metadata.annotations}
{.metadata.annotations.html}
{.metadata.annotations.lines}
{.metadata.annotations.tab}
{.metadata.annotations.empty}
{.metadata.annotations.number}
{.metadata.annotations.umlaut}
{.metadata.annotations.quote}
{.metadata.annotations['dotted\.key/with-slash']}
{.metadata.creationTimestamp}
{.metadata.resourceVersion}
{.metadata.uid}
{.metadata.managedFields[0].manager}
{.metadata.managedFields[*].operation}
{.metadata.managedFields[0].fieldsV1}
{.spec}
{.status}
{}
{.spec.ports}
{.spec.ports[*]}
{.spec.ports[*].port}
{.spec.ports[*].name}
{.spec.ports[*].nodePort}
{.spec.ports[*].appProtocol}
{.spec.ports[0]}
{.spec.ports[0].targetPort}
{.spec.ports[1].targetPort}
{.spec.ports[-1].name}
{.spec.ports[-2:].name}
{.spec.ports[0:2].name}
{.spec.ports[:1].name}
{.spec.ports[1:].name}
{.spec.ports[::2].name}
{.spec.ports[0:3:2].name}
{.spec.ports[0,2].name}
{.spec.ports[0, 1].port}
{.spec.ports[*]['name','port']}
{.spec['type','sessionAffinity']}
{.spec.ports[?(@.port==443)].name}
{range .kind .metadata.name}{@};{end}
{range .spec.ports[*].port .metadata.name}{@};{end}
{range .spec['type','sessionAffinity']}{@};{end}
{.spec.ports[?(@.port!=443)].name}
{.spec.ports[?(@.port>80)].port}
{.spec.ports[?(@.port>=80)].port}
{.spec.ports[?(@.port<443)].port}
{.spec.ports[?(@.port<=443)].port}
{.spec.ports[?(@.protocol=="UDP")].port}
{.spec.ports[?(@.protocol=='TCP')].name}
{.spec.ports[?( @.protocol == "TCP" )].name}
{.spec.ports[?(@.name>"e")].name}
{.spec.ports[?(@.appProtocol)].name}
{.spec.ports[?(@.nope)].name}
{.spec.ports[?(@.name=="http")].nodePort}
{.spec.clusterIPs}
{.spec.clusterIPs[*]}
{.spec.clusterIPs[1]}
{.spec.clusterIPs[?(@!="x")]}
{.spec.ipFamilies}
{.spec.selector}
{.spec.selector.app}
{.spec.allocateLoadBalancerNodePorts}
{.spec.loadBalancerSourceRanges}
{.spec.sessionAffinityConfig.clientIP.timeoutSeconds}
{.status.loadBalancer.ingress[*].ip}
{.status.loadBalancer.ingress[*].hostname}
{.status.loadBalancer.ingress[*]['ip','hostname']}
{.status.loadBalancer.ingress[0]}
{.status.loadBalancer.ingress[?(@.hostname)].hostname}
{range .spec.ports[*]}{.name}{"\t"}{.port}{"\n"}{end}
{range .spec.ports[*]}[{.name}, {.port}] {end}
{range .spec.ports[?(@.protocol=="TCP")]}{.name};{end}
{range .status.loadBalancer.ingress[*]}{.ip}{.hostname}{"\n"}{end}
{range .spec.clusterIPs[*]}{@},{end}{.kind}
{range .nope[*]}{.x}{end}after
{range .spec.ports[*]}{.name}{range .nope[*]}{.y}{end},{end}
{range .spec.ports[*]}{.port}
{.spec.ports..port}
{..hostname}
{.nope}
{.nope.deeper}
{.nope[0]}
{.nope[*].x}
{.}
{1}{1.5}{-3}{true}{"text"}
{"\u00e4\x41\101"}
{'it\'s'}
{.kind .metadata.name}
{.spec.ports[*].name}{"\n"}{.spec.ports[*].port}
headless {.spec.clusterIP}
headless {.spec.ports}
headless {.spec.ports[0]}
outside {.spec.externalName}
outside {.spec.clusterIPs}
outside {.spec.ports[*].port}
affinity {.spec.sessionAffinityConfig}
affinity {.spec.externalIPs[0]}
`);

/** Of all Services. */
export const jsonpathOfAll = lines(String.raw`
{.items[*].metadata.name}
{range .items[*]}{.metadata.name}{"\n"}{end}
{range .items[*]}{.metadata.name}:{range .spec.ports[*]} {.port}/{.protocol}{end}{"\n"}{end}
{range .items[*]}{@.metadata.name}{"\t"}{@.spec.type}{"\t"}{@.spec.clusterIP}{"\n"}{end}
{range .items[*]}{range .spec.clusterIPs[*]}{@}{" "}{end}{.metadata.name}{"\n"}{end}{.kind}
{range .items[?(@.spec.type=="NodePort")]}{.metadata.name}{"\n"}{end}
{.items[?(@.spec.clusterIP=="None")].metadata.name}
{.items[?(@.spec.type!="ClusterIP")].metadata.name}
{.items[?(@.metadata.labels.app)].metadata.name}
{.items[?(@.spec.ports[0].port==80)].metadata.name}
{.items[*].spec.ports[*].port}
{.items[*]['metadata.name','spec.type']}
{.items[0,1].metadata.name}
{.items[:2].kind}
{.items[-1:].metadata.name}
{.items[*].status.loadBalancer.ingress[*].ip}
{.items..clusterIP}
{.kind} {.apiVersion}
{.metadata}
{.items[0]}
`);

/** Refused when they are read, in the same words. */
export const badJsonpath = lines(String.raw`
{.metadata.name
{.spec.ports[foo]}
{.spec.ports[0}
{.spec.ports[?(@.port==80]}
{.kind#}{#}
{"abc}
{.spec.ports[0:1:2:3]}
{...x}{....x}
{1.2.3}
{.spec.ports["name"]}
{'\"'}
`);

/** Refused while they run, in one sentence instead of kubectl's dump. */
export const failingJsonpath = lines(String.raw`
{.spec.ports[9].name}
{.spec.ports[2:1].name}
{.spec.ports[::0].name}
{.kind[0]}
{.kind[?(@.x)]}
{.spec.ports[?(@.port=="80")].name}
{.spec.ports[?(@.port=80)].name}
{.spec.ports[?(@.port==@.targetPort)].name}
{foo}
{end}
`);

export const templatesOfOne = lines(String.raw`
{{.metadata.name}}
{{ .metadata.name }}{{"\n"}}
{{- .kind -}}
a {{- .kind }} b
{{/* nothing */}}x
{{$.kind}}
{{.nope}}
{{.nope.deeper}}
{{.metadata.labels}}
{{.metadata.annotations}}
{{.spec.ports}}
{{.spec.selector}}
{{.status}}
{{index .metadata.labels "app.kubernetes.io/name"}}
{{index .metadata.annotations "dotted.key/with-slash"}}
{{index .metadata.labels "nope"}}
{{index .spec.ports 0}}
{{index .spec.ports 0 "port"}}
{{(index .spec.ports 0).name}}
{{(index .spec.ports 0).nope.x}}
{{index .spec.clusterIPs 1}}
{{range .spec.ports}}{{.name}}:{{.port}} {{end}}
{{range $i, $p := .spec.ports}}{{$i}}={{$p.name}};{{end}}
{{range $k, $v := .metadata.labels}}{{$k}}={{$v}},{{end}}
{{range $k, $v := .spec}}{{$k}} {{end}}
{{range .nope}}x{{else}}none{{end}}
{{range .spec.ports}}{{if eq .name "dns"}}{{continue}}{{end}}{{.name}} {{end}}
{{range .spec.ports}}{{if eq .name "dns"}}{{break}}{{end}}{{.name}} {{end}}
{{range $i, $e := .spec.ports}}{{if $i}}, {{end}}{{$e.port}}{{end}}
{{range 3}}{{.}}{{end}}
{{range $k, $v := .metadata.annotations}}{{printf "%q: %q" $k $v}}{{"\n"}}{{end}}
{{$n := 0}}{{range .spec.ports}}{{$n = .port}}{{end}}{{$n}}
{{$n := 0}}{{range .spec.ports}}{{$n := .port}}{{end}}{{$n}}
{{$s := ""}}{{range .spec.ports}}{{$s = printf "%s%s," $s .name}}{{end}}{{$s}}
{{if .spec.type}}yes{{end}}
{{if .nope}}yes{{else}}no{{end}}
{{if .nope}}a{{else if .kind}}b{{else}}c{{end}}
{{if and .kind .nope}}a{{else}}b{{end}}
{{if or .nope .kind}}a{{else}}b{{end}}
{{if not .nope}}a{{end}}
{{if eq .spec.type "NodePort" "LoadBalancer"}}from outside{{end}}
{{if and (eq .kind "Service") (gt (len .spec.ports) 1)}}several{{end}}
{{with .spec}}{{.type}}{{end}}
{{with .nope}}x{{else with .spec}}{{.type}}{{end}}
{{with $x := .spec}}{{$x.type}} {{$.kind}}{{end}}
{{or .nope "default"}}
{{and .kind .spec.type}}
{{not .kind}}
{{len .spec.ports}}
{{len .kind}}
{{len .metadata.labels}}
{{.spec.ports | len}}
{{.kind | printf "%s-%s" "a"}}
{{print 1 2 "a" "b" 3}}
{{print .nope}}
{{println "a" 1}}
{{printf "%d" (index .spec.ports 0).port}}
{{printf "%s" .kind}}
{{printf "%v" .spec.selector}}
{{printf "%+v" (index .spec.ports 0)}}
{{printf "%#v" .spec.selector}}
{{printf "%q" .metadata.annotations.lines}}
{{printf "%x" .kind}}
{{printf "%5d|%-7d|%07d" 42 42 42}}
{{printf "%10s|%-10s|%.3s" .kind .kind .kind}}
{{printf "%8.3f|%e|%g" 3.14159 1234.5 1e21}}
{{printf "%t %v" true false}}
{{printf "%T %T %T %T" 1 (index .spec.ports 0).port .kind .spec}}
{{printf "%d %s" 1}}
{{printf "%d" "x"}}
{{printf "%v" 1 2}}
{{printf "%[2]v %[1]v" 1 2}}
{{printf "%*d" 5 42}}
{{printf "100%%"}}
{{printf "%w %+w %#w %#.2w" .spec.selector 5 "a" 1.5}}
{{printf "%c %U %o %b %X" 65 65 8 5 255}}
{{printf "%s" .spec.clusterIPs}}
{{printf "%v" nil}} {{printf "%.1T|%.0v|%7T" .nope .nope .nope}}
{{eq 1 1}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt 3 2}} {{ge 2 3}}
{{eq .kind "Service"}}
{{eq (index .spec.ports 0 "port") 80}}
{{eq .nope nil}}
{{lt "a" "b"}}
{{slice .kind 1 3}}
{{slice .spec.ports 1}}
{{html .metadata.annotations.html}}
{{js .metadata.annotations.quote}}
{{urlquery .metadata.annotations.html}}
{{"aGVsbG8=" | base64decode}}
{{exists .spec "type"}} {{exists .spec "nope"}} {{exists .spec.ports 0 "name"}} {{exists .spec.ports 9}}
{{define "p"}}[{{.name}}]{{end}}{{range .spec.ports}}{{template "p" .}}{{end}}
{{block "b" .spec}}{{.type}}{{end}}
{{define "a"}}{{.}}{{end}}{{template "a"}}
{{'a'}} {{0x1f}} {{0o17}} {{0b101}} {{1_000}} {{1e3}} {{1.5}} {{.5}}
{{"\x41\u00e4\t"}}
{{true}}
{{(len .kind) | printf "%03d"}}
{{1i}} {{1.5-2.25i}} {{printf "%v %.2f %e %x" 1+2i 1+2i 1+2i 1+2i}} {{printf "%s|%8q" 1i 1i}} {{printf "%T" 1i}}
{{eq 1i 1i}} {{ne 1i 2i}} {{if 0i}}a{{else}}b{{end}} {{not 1i}} {{print 1i 2i "a" 3i}}
{{printf "%b %b %b %b" 1.0 0.1 -2.5 5e-324}} {{printf "%x %X %.2x %.0x|%20x|%020x|%+x" 1.0 0.1 3.14 1.5 1.5 1.5 1.5}}
{{printf "%#g %#.3g %#e %#.0f %#x %#G" 1.0 1500.0 1.0 1.0 1.0 1e21}} {{printf "%#d %#s %.2T" 1.5 1.5 1.5}}
{{printf "%x %x %.20x %b" 1.7976931348623157e308 5e-324 1.5 1.7976931348623157e308}}
{{range .status.loadBalancer.ingress}}{{if .ip}}{{.ip}}{{else}}{{.hostname}}{{end}}{{"\n"}}{{end}}
{{if false}}{{18446744073709551615}}{{end}}
{{.metadata.creationTimestamp}}
{{(index .metadata.managedFields 0).manager}}
headless {{.spec.clusterIP}} {{.spec.ports}}
headless {{range .spec.ports}}{{.port}}{{else}}none{{end}}
outside {{.spec.externalName}} {{.spec.clusterIP}}
affinity {{.spec.sessionAffinityConfig.clientIP.timeoutSeconds}}
affinity {{range .spec.externalIPs}}{{.}} {{end}}
`);

export const templatesOfAll = lines(String.raw`
{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}
{{range .items}}{{.metadata.name}}:{{range .spec.ports}} {{.port}}/{{.protocol}}{{end}}{{"\n"}}{{end}}
{{range .items}}{{printf "%-12s %-14s %s\n" .metadata.name .spec.type .spec.clusterIP}}{{end}}
{{len .items}} {{.kind}}
{{range .items}}{{with .metadata.labels}}{{.app}}{{end}};{{end}}
{{range .items}}{{if eq .spec.type "LoadBalancer"}}{{.metadata.name}} {{end}}{{end}}
{{(index .items 0).metadata.name}}
{{range $i, $s := .items}}{{if lt $i 3}}{{$i}} {{$s.metadata.name}}{{"\n"}}{{end}}{{end}}
{{range .items}}{{.spec.nope}}{{end}}
{{range .items}}{{len .spec.ports}}{{break}}{{end}}
`);

export const badTemplates = lines(String.raw`
{{
{{.kind
{{foo}}
{{.kind | foo}}
{{if .kind}}
{{end}}
{{else}}
{{range .items}}{{.x}}
{{.kind}
{{.kind | "x"}}
{{"abc}}
{{.a-b}}
{{$x}}
{{break}}
{{if}}x{{end}}
{{template}}
{{1.x}}
{{(.kind}}
{{.kind)}}
{{define "a"}}1{{end}}{{define "a"}}2{{end}}
{{/* x }}
{{89x}}
{{18446744073709551616}}
{{+9223372036854775808}}
{{a b c d e f g h i j k}}
`);

export const failingTemplates = lines(String.raw`
{{index .spec.ports 9}}
{{index .nope 1}}
{{.kind.x}}
{{.spec.ports.name}}
{{len 3}}
{{eq 1 "a"}}
{{lt 1 2.5}}
{{lt 1i 2i}}
{{len 1i}}
{{range 1i}}{{end}}
{{range .kind}}x{{end}}
{{template "nope"}}
{{printf 1}}
{{base64decode "!"}}
{{slice .kind 99}}
{{call .kind}}
{{.kind 1}}
{{nil}}
{{9223372036854775808}}
{{$x := $x}}
{{$x := $x.name}}{{$x}}
`);

export const columns = lines(String.raw`
NAME:.metadata.name
NAME:.metadata.name,TYPE:.spec.type
NAME:metadata.name,TYPE:{spec.type},IP:{.spec.clusterIP}
NAME:.metadata.name,PORTS:.spec.ports[*].port
NAME:.metadata.name,FIRST:.spec.ports[0].name,TARGET:.spec.ports[0].targetPort
NAME:.metadata.name,NODE:.spec.ports[*].nodePort
NAME:.metadata.name,IPS:.spec.clusterIPs
NAME:.metadata.name,IPS:.spec.clusterIPs[*]
NAME:.metadata.name,SELECTOR:.spec.selector
NAME:.metadata.name,LABELS:.metadata.labels
NAME:.metadata.name,APP:.metadata.labels.app
NAME:.metadata.name,X:.metadata.labels.app\.kubernetes\.io/name
NAME:.metadata.name,INGRESS:.status.loadBalancer.ingress[*].ip
NAME:.metadata.name,INGRESS:.status.loadBalancer
NAME:.metadata.name,NONE:.nope
NONE:.nope,NAME:.metadata.name
NAME:.metadata.name,HTTP:.spec.ports[?(@.name=="http")].port
NAME:.metadata.name,UDP:.spec.ports[?(@.protocol=="UDP")].port
NAME:.metadata.name,T:.spec.sessionAffinityConfig.clientIP.timeoutSeconds
NAME:.metadata.name,ALLOCATE:.spec.allocateLoadBalancerNodePorts
NAME:.metadata.name,LINES:.metadata.annotations.lines
NAME:.metadata.name,TAB:.metadata.annotations.tab,KIND:.kind
NAME:.metadata.name,UMLAUT:.metadata.annotations.umlaut,KIND:.kind
NAME:.metadata.name,EMPTY:.metadata.annotations.empty,KIND:.kind
ÄÖÜ:.metadata.name,KIND:.kind
A LONG HEADER:.metadata.name,KIND:.kind
:.metadata.name,:.kind
NAME:
NAME:.metadata.name,PORTS:.spec.ports
NAME:.metadata.name,EXTERNAL:.spec.externalIPs,NAME:.spec.externalName
NAME:.metadata.name,RV:.metadata.resourceVersion
NAME:$.metadata.name
`);

export const badColumns = lines(String.raw`
NAME
NAME:.metadata.name,TYPE
NAME:.metadata.labels['app','tier']
NAME:{.metadata.name}{.kind}
NAME:{
`);

/** Whole lines that both answer alike, errors included. */
export const flags = [
  ...['yaml', 'json', 'kyaml', 'name', 'YAML', 'Kyaml'].flatMap((format) => [
    `get svc -o ${format}`,
    `get svc balanced -o ${format}`,
    `get svc balanced headless -o ${format}`,
    `get svc balanced -o ${format} --show-managed-fields`,
  ]),
  ...['.metadata.name', 'metadata.name', '{.spec.type}', '.metadata.uid', '.metadata.resourceVersion', '.nope'].map(
    (field) => `get svc -o name --sort-by=${field}`,
  ),
  'get svc -o yaml --sort-by=.spec.type',
  'get svc -o custom-columns=N:.metadata.name,T:.spec.type --sort-by=.spec.type',
  'get svc -o jsonpath={.items[*].metadata.name} --sort-by=.metadata.creationTimestamp',
  'get svc nope -o kyaml',
  'get svc plain nope -o jsonpath={.items[*].metadata.name}',
  'get svc plain -o jsonpath',
  'get svc plain -o go-template',
  'get svc plain -o custom-columns',
  'get svc plain -o custom-columns-file',
  'get svc plain -o jsonpath=',
  'get svc plain -o Jsonpath={.kind}',
  'get svc plain -o table',
  'get svc plain -o jsonpath --template={.kind}',
  'get svc plain -o jsonpath={.kind} --template={.metadata.name}',
  'get svc plain -o custom-columns --template=A:.kind',
  'get svc plain -o yaml --template={{.kind}}',
  'get svc plain -o name --template={{.kind}}',
  'get svc plain -o jsonpath-file=/nope',
  'get svc plain -o go-template-file=/nope',
  'get svc plain -o custom-columns-file=/nope',
  'get svc plain -o jsonpath-file=/tmp',
];

/** How kubectl prints what it has made itself, of Go's own types. */
export const made: string[][] = [
  ...[
    'json',
    'yaml',
    'kyaml',
    'name',
    'JSON',
    'template={{.kind}}',
    'jsonpath={}',
    'wide',
    'custom-columns=A:.kind',
  ].map((format) => ['-o', format]),
  ['-o', 'jsonpath={.spec.ports[*].port} {.spec.ports[0]} {.metadata.labels}'],
  ['-o', 'jsonpath={.spec.ports[?(@.name=="443")].targetPort}{"\\n"}'],
  ['-o', 'jsonpath-as-json={.spec.ports[*].port}'],
  ['-o', 'go-template={{.spec.ports}} {{printf "%T" (index .spec.ports 0).port}}'],
  ['--template={{.kind}}'],
  ['-o', '', '--template={{.kind}}'],
];
