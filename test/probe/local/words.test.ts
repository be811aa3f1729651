import { expect, test } from 'vitest';
import { outcomeOf } from '../../../src/probe/local/words.ts';

test.each([
  ['ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:80', 'refused'],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.1:80', 'unreachable'],
  ['ENETUNREACH', 'connect ENETUNREACH 10.0.0.1:80', 'unreachable'],
  ['ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:80', 'timeout'],
  ['EPERM', 'connect EPERM 10.0.0.1:80', 'denied'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND lb.example', 'dns'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN lb.example', 'dns'],
  ['ECONNRESET', 'read ECONNRESET', 'reset'],
  ['ECONNRESET', 'socket hang up', 'empty'],
  ['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/', 'protocol'],
  ['EPROTO', 'write EPROTO …:wrong version number', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', 'tls'],
  ['EAFNOSUPPORT', 'connect EAFNOSUPPORT ::1', 'not-run'],
  ['EMFILE', 'too many open files', 'not-run'],
])('%s (%s) is %s', (code, message, outcome) => {
  expect(outcomeOf({ code, message })).toBe(outcome);
});
