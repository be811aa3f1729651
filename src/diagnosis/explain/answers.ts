import type { Page } from './page.ts';

/** What the server at the other end speaks and says. */
export const answers: Readonly<Record<string, Page>> = {
  P01: {
    title: 'the port speaks something else than it says',
    meaning:
      "The connection stands, and the server does not speak what the port's name or appProtocol says: TLS where http is declared, HTTP/2 without upgrade (gRPC), or no HTTP at all. A port that says nothing of itself is expected to speak HTTP where its number is that of HTTP (80, 443, 8008, 8080, 8443).",
    detection:
      'The probe asks in the declared way, and where that fails, or has no answer after a second, by TLS, HTTP/2 and others, and says what answered. Two ports of which each leads to what the other promises are told as swapped.',
    mending:
      'Use the right scheme in the client, and declare it: name the port https or grpc, or set appProtocol. Of swapped ports exchange the target ports; the command that is offered does.',
    commands: [
      'kubectl -n NAMESPACE patch svc NAME --type=json -p \'[{"op":"add","path":"/spec/ports/0/appProtocol","value":"https"}]\'',
    ],
  },
  P02: {
    title: 'a certificate that this client cannot verify',
    meaning:
      'The server speaks TLS with a certificate that is signed by itself, by an authority that the image does not know, or for another name. Probing does not need to verify it; real clients may refuse.',
    detection: 'The TLS connection stands without verification and fails with it.',
    mending:
      'Give clients the authority, and the certificate the names NAME.NAMESPACE.svc and NAME.NAMESPACE.svc.cluster.local.',
    commands: [
      'kubectl -n NAMESPACE port-forward svc/NAME 8443:443',
      'openssl s_client -connect localhost:8443 -showcerts',
    ],
  },
  P03: {
    title: 'the server wants a certificate of the client',
    meaning: 'TLS works, and the server ends the connection because the client shows no certificate of its own.',
    detection:
      'The TLS alert, a connection that ends right after the handshake, or HTTP 400 over TLS, which is what nginx answers then.',
    mending: 'Nothing is wrong with the Service. Clients need a certificate that the server accepts.',
    commands: ['openssl s_client -connect HOST:443 -cert client.crt -key client.key'],
  },
  M01: {
    title: 'the mesh takes nothing but its own TLS',
    meaning:
      'The pods have the sidecar of a service mesh that demands mutual TLS of everybody (STRICT). A client outside the mesh connects and is cut off at once.',
    detection:
      'The connection stands and is reset before an answer, the pods have a sidecar, and a PeerAuthentication (or an inbound policy of Linkerd) demands it.',
    mending: 'Ask from a pod inside the mesh; or let the port be PERMISSIVE if clients outside are to be served.',
    commands: ['kubectl get peerauthentications.security.istio.io -A', 'kubectl get namespace NAMESPACE --show-labels'],
  },
  M02: {
    title: "a sidecar was put into the probe's pod",
    meaning:
      'A mesh added its proxy to the pod although it asked not to. What was seen is what a client inside the mesh sees.',
    detection: 'The pod has a container that the probe did not ask for.',
    mending: 'Nothing is wrong. Probe from a namespace without injection to see what a client outside sees.',
    commands: ['kubesvc probe NAME -n NAMESPACE --from-namespace OTHER'],
  },
  H01: {
    title: 'HTTP answers with an error status',
    meaning:
      'The network path works: the answer came from the application, or from a proxy before it. 502, 503 and 504 come from a proxy whose own backend is down; 404 is often a path that the application does not have, or a host name that it does not answer for (--host-header). Where an answer stops before its promised length (stalled), the application hangs, or large packets are lost on the way (MTU).',
    detection:
      'The status line of the answer. It is a warning for 5xx, or where --path or --expect-status expected another.',
    mending: 'Look at the application. Tell the probe what to expect.',
    commands: [
      'kubectl -n NAMESPACE logs deployment/NAME',
      'kubesvc probe NAME -n NAMESPACE --path /healthz --expect-status 200',
    ],
  },
  H02: {
    title: 'a redirect to another place, or in a circle',
    meaning:
      'The server answers, and sends the client elsewhere: to another host, scheme or port, which may not be reachable from inside the cluster. Servers that do not know their outer port often redirect to that of the pod. One that sends every request to itself (loop) shows no client a page: behind a proxy that ends TLS, it may go by X-Forwarded-Proto.',
    detection: 'The first status line is a redirect; what follows it is not counted against the Service.',
    mending: 'Nothing is wrong with the Service. Tell the server its outer address (absolute_redirect off in nginx).',
    commands: ['kubesvc probe NAME -n NAMESPACE --show-response'],
  },
  I01: {
    title: 'this cannot be tested',
    meaning:
      'SCTP (sctp): the image of the probe does not speak it. UDP without an answer (udp-no-answer): a server need not answer what it does not understand, so silence proves nothing. A Service without ports (no-ports): only its name can be looked up.',
    detection: 'The protocol of the port; two datagrams that were neither answered nor refused.',
    mending: 'Send what the server answers: --udp-payload. For SCTP, use a client of your own in a pod.',
    commands: ["kubesvc probe NAME:53 -n NAMESPACE --udp-payload 'hex:…'"],
  },
};
