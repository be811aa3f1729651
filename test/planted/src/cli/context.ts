import '../commands/one.ts';
import { loaded } from '../kube/client.ts';
import '../kube/connect.ts';
import '../main.ts';
export { loaded };
