import type { PortWish, Protocol } from '../ports.ts';
import type { Form } from './form.ts';

/** `--node-port`: for the one port there is, or for the port of a name or a number. */
export interface NodePortWish {
  of?: { name: string } | { port: number; protocol?: Protocol | undefined } | undefined;
  nodePort: number;
}

/** What the user wants a Service to become. */
export interface ChangeWish {
  to: Form;
  externalName?: string | undefined;
  /** For a Service that has none, as an ExternalName may. */
  ports?: readonly PortWish[] | undefined;
  nodePorts?: readonly NodePortWish[] | undefined;
  externalTrafficPolicy?: 'Cluster' | 'Local' | undefined;
  loadBalancerClass?: string | undefined;
  /** True: write the node ports to an annotation where the change takes them. False: forget those written there. */
  keepNodePorts?: boolean | undefined;
  /** Go by way of another type where no single patch leads there. */
  recreate?: boolean | undefined;
}
