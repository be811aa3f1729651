import type { Service } from '../types.ts';
import { addressFaults } from './addressing.ts';
import type { Fault } from './fault.ts';
import { labelFaults, metadataFaults } from './metadata.ts';
import { portFaults } from './ports.ts';
import { routingFaults } from './routing.ts';

/**
 * What every API server will refuse of a new Service, whatever its cluster is like (k8s.io/kubernetes
 * pkg/apis/core/validation, ValidateServiceCreate, and pkg/registry/core/service/storage/alloc.go, as of 1.37). What depends
 * on the cluster (ranges, what is taken, dual stack, quota, admission) is the server's to say.
 */
export function serviceFaults(service: Service): Fault[] {
  return [
    ...metadataFaults(service),
    ...portFaults(service),
    ...labelFaults('spec.selector', service.spec.selector),
    ...addressFaults(service),
    ...routingFaults(service),
  ];
}
