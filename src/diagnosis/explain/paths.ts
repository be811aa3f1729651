import type { Page } from './page.ts';

/** Names, proxies, traffic policies, families. */
export const paths: Readonly<Record<string, Page>> = {
  D01: {
    title: 'cluster DNS does not answer',
    meaning:
      'No pod that answers names is ready, or none answered: no name resolves in any pod, and each look-up takes 5 seconds to fail. The Service itself may be sound: its address works.',
    detection:
      'The EndpointSlices of Service kube-system/kube-dns hold no ready address; or the probe could resolve no name at all while addresses answered.',
    mending: 'Bring the DNS pods back.',
    commands: [
      'kubectl -n kube-system get deployments,pods -l k8s-app=kube-dns -o wide',
      'kubectl -n kube-system scale deployment coredns --replicas=2',
      'kubectl -n kube-system logs -l k8s-app=kube-dns',
    ],
  },
  D02: {
    title: 'an unusual resolv.conf',
    meaning:
      'The resolver of the pod is not set up as the kubelet does it: the search domains, the name server or ndots differ. Short names may then not resolve.',
    detection: 'The probe reads /etc/resolv.conf of its own pod.',
    mending:
      'Look at dnsPolicy and dnsConfig of the pods, and at --cluster-dns and --cluster-domain of the kubelet. Whole names with a final dot work in any case.',
    commands: ['kubectl -n NAMESPACE exec POD -- cat /etc/resolv.conf'],
  },
  D03: {
    title: 'the name of a Service that exists does not resolve',
    meaning:
      "Other names resolve, and the Service answers at its address, but DNS does not know its name: the DNS server is behind, or the cluster's domain is not the one that was asked for.",
    detection: 'The probe looks up the short name, NAME.NAMESPACE and the whole name, beside a control that resolves.',
    mending: 'See whether the DNS pods reach the API server, and which zone they serve.',
    commands: [
      'kubectl -n kube-system logs -l k8s-app=kube-dns',
      'kubectl -n kube-system get configmap coredns -o yaml',
    ],
  },
  D04: {
    title: 'the name resolves for some images only',
    meaning:
      'The DNS server says "no such name" to the question for an IPv6 address, where "no address of this kind" would be right. musl (Alpine) believes it and gives up; glibc does not.',
    detection:
      "The record is there when it is asked for by itself, and the resolver of the probe's image does not find it.",
    mending:
      'Correct the rule of the DNS server (a CoreDNS template or rewrite, often) so that it answers without data instead of NXDOMAIN.',
    commands: ['kubectl -n kube-system get configmap coredns -o yaml'],
  },
  D05: {
    title: 'DNS is slow',
    meaning:
      'Names resolve, and take over a second: a name server that is lost among several, or DNS pods that are overloaded.',
    detection: 'The look-ups of the probe are timed.',
    mending: 'See whether all DNS pods answer, and whether the name server of the pods is the one that it should be.',
    commands: [
      'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide',
      'kubectl -n kube-system top pods -l k8s-app=kube-dns',
    ],
  },
  K01: {
    title: 'the Service proxy of the node does not do its part',
    meaning:
      'Endpoints answer at their own address, and not through the Service: kube-proxy (or what takes its place) has no rule for it on this node, or an old one. A Service that is labelled service.kubernetes.io/service-proxy-name is for another proxy, and kube-proxy leaves it alone (other-proxy).',
    detection:
      'Endpoints and the cluster IP are tried from the same pod. Where kube-proxy runs as pods, theirs are looked at.',
    mending: 'Look at kube-proxy on that node: is it running, does it reach the API server, what does it log?',
    commands: [
      'kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide',
      'kubectl -n kube-system logs POD',
      'kubesvc probe NAME -n NAMESPACE --every-node',
    ],
  },
  K02: {
    title: 'packets between nodes are lost',
    meaning:
      'Pods on the same node answer, those on other nodes do not: the overlay, the routes or a firewall between the nodes lose the packets.',
    detection: 'Endpoints are tried one by one and compared by node; --every-node gives the whole table.',
    mending:
      "See that the ports of the network plugin are open between all nodes (VXLAN 4789 or 8472/UDP, Geneve 6081/UDP, WireGuard 51820/UDP, BGP 179/TCP), and that cloud routes and security groups admit the pods' addresses.",
    commands: ['kubesvc probe NAME -n NAMESPACE --every-node', 'kubectl get nodes -o wide'],
  },
  T01: {
    title: 'externalTrafficPolicy Local, and nodes without an endpoint',
    meaning:
      'With Local, a node passes what comes in at its node port to its own pods only, and drops it where it has none. A load balancer asks the health port of each node and leaves those out; a client that picks a node by itself does not.',
    detection: 'The nodes are compared with the nodes of the endpoints.',
    mending: 'Use Cluster if the address of the client does not matter to the application; or run a pod on every node.',
    commands: [
      'kubectl -n NAMESPACE get pods -o wide',
      'kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"externalTrafficPolicy":"Cluster"}}\'',
    ],
  },
  T02: {
    title: 'internalTrafficPolicy Local, and no endpoint on the node of the client',
    meaning:
      'With Local, a client reaches endpoints of its own node only. On a node without one its packets are dropped, though endpoints elsewhere are ready.',
    detection: "The node of the probe's pod is compared with the nodes of the endpoints.",
    mending: 'Use Cluster, or run a pod on every node (a DaemonSet).',
    commands: ['kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"internalTrafficPolicy":"Cluster"}}\''],
  },
  T03: {
    title: 'zone hints choose the endpoints',
    meaning:
      'The slices say for which zone each endpoint is meant (spec.trafficDistribution), so that clients of one zone meet a part of them only. That is by design, and explains why some pods seem idle.',
    detection: 'The hints of the EndpointSlices are compared with the zone of the node.',
    mending: 'Nothing needs to be done. Take trafficDistribution away to spread over all zones.',
    commands: ["kubectl -n NAMESPACE get svc NAME -o jsonpath='{.spec.trafficDistribution}'"],
  },
  F01: {
    title: 'one IP family does not work',
    meaning:
      'The Service has addresses of two families, and serves in one of them: the pods have no address of the other, or the application is bound to one family (0.0.0.0 is IPv4 alone). Clients that prefer the other family wait, or fail.',
    detection: 'Endpoints are counted by family; the probe tries both.',
    mending:
      'Let the application listen on [::], which serves both as a rule; or make the Service SingleStack, which keeps its first family and gives up the second.',
    commands: ['kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"ipFamilyPolicy":"SingleStack"}}\''],
  },
  X01: {
    title: 'an ExternalName that leads nowhere',
    meaning:
      'An ExternalName Service is a CNAME record and nothing else: no proxy, no ports. The name it stands for is an address (which is no name), does not exist, or refuses.',
    detection: 'The value is read; a name of this cluster is looked up among its Services; the probe resolves it.',
    mending:
      'Give a whole name that exists (web.shop.svc.cluster.local for one of this cluster). For an address, use a Service without selector and an EndpointSlice. Servers that look at the Host header or a certificate will see the name of the Service.',
    commands: [
      'kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"externalName":"db.example.com"}}\'',
      'kubectl -n NAMESPACE run -i --rm look --restart=Never --image=alpine -- nslookup db.example.com',
    ],
  },
};
