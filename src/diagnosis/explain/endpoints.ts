import type { Page } from './page.ts';

export const endpoints: Readonly<Record<string, Page>> = {
  E01: {
    title: 'a Service without selector has no EndpointSlice that fits',
    meaning:
      'Without a selector nobody fills the endpoints but whoever wrote the Service. A slice belongs to it by the label kubernetes.io/service-name; a port of the slice belongs to a port of the Service by name and protocol; only addresses of the families of the Service count, and host names (addressType FQDN) do not.',
    detection:
      'Slices are joined to the Service as a Service proxy does it. Slices of the namespace that belong to nobody are searched for the one that was meant.',
    mending:
      'Give the slice the label, the port name or the protocol that the Service expects; or give the Service a selector.',
    commands: [
      'kubectl -n NAMESPACE get endpointslices --show-labels',
      'kubectl -n NAMESPACE label endpointslice SLICE kubernetes.io/service-name=NAME',
      'kubectl -n NAMESPACE patch endpointslice SLICE --type=json -p \'[{"op":"add","path":"/ports/0/name","value":"http"}]\'',
    ],
  },
  E02: {
    title: 'an endpoint that is no pod of this Service',
    meaning:
      'The Service sends packets to an address that nobody here has: its pod is gone, it was written by hand and has grown stale, or the slice is left from a time when the Service had another form.',
    detection:
      'Addresses and targetRefs of the slices are compared with the pods and nodes. An address outside the cluster is a fair endpoint, so it counts only once it has refused or lost a packet.',
    mending:
      'Correct the slice. Where it is a copy, correct the Endpoints object of the same name as the Service: a copy that is deleted comes back.',
    commands: [
      'kubectl -n NAMESPACE get endpointslices -l kubernetes.io/service-name=NAME -o yaml',
      'kubectl -n NAMESPACE edit endpointslice SLICE',
      'kubectl -n NAMESPACE edit endpoints NAME',
    ],
  },
  E03: {
    title: 'the endpoints are written in an Endpoints object',
    meaning:
      'Endpoints (v1) is the old form of EndpointSlices, and deprecated. The control plane copies it into slices; a change to such a slice does not last.',
    detection: 'The label endpointslice.kubernetes.io/managed-by of the slices names the copier.',
    mending:
      'Nothing needs to be done now. Write an EndpointSlice with the label kubernetes.io/service-name instead, and delete the Endpoints object.',
    commands: ['kubectl -n NAMESPACE get endpoints NAME -o yaml'],
  },
  E04: {
    title: 'all endpoints are terminating',
    meaning:
      'Every pod behind the Service is being deleted. While one still serves, a Service proxy falls back to it; a headless name loses it at once.',
    detection: 'The conditions serving and terminating of the EndpointSlices are read.',
    mending: 'See why no new pods come: a rollout that is stuck, a workload that was deleted or scaled to 0.',
    commands: ['kubectl -n NAMESPACE rollout status deployment/NAME', 'kubectl -n NAMESPACE get pods'],
  },
  E05: {
    title: 'EndpointSlices do not follow the pods',
    meaning:
      'Pods have been ready for a while and stand in no slice, so no packet is sent to them. Slices follow within a second or two as a rule.',
    detection: 'The addresses of pods that have been ready for half a minute are looked for in the slices.',
    mending:
      'Look at kube-controller-manager, which writes the slices: is it running, and does it reach the API server? Right after a rollout, wait a moment.',
    commands: [
      'kubectl -n kube-system get pods -l component=kube-controller-manager',
      'kubectl -n NAMESPACE get endpointslices -l kubernetes.io/service-name=NAME -o yaml',
      'kubesvc probe NAME -n NAMESPACE --wait 30s',
    ],
  },
};
