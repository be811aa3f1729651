import { UsageError } from '../errors.ts';
import { type Kind, noSuchType, qualified } from '../service/kinds.ts';

/** One way to read `a.b.c`: resource a in version b of group c, or resource a in group b.c. */
interface Reading {
  resource: string;
  version?: string;
  group: string;
}

/**
 * The kind that a word means among those of a server, which stand in the order in which kubectl prefers them
 * (cli-runtime `resource/builder.go` mappingFor, over client-go's shortcut expander and priority mapper): full names go
 * before short ones, a group may be cut off (`storageclass.storage`), and of several matches the first one wins.
 */
export function kindMeant(all: readonly Kind[], word: string, warn: (text: string) => void): Kind {
  for (const { resource, version, group } of readingsOf(word)) {
    const within = version === undefined ? all : all.filter((kind) => kind.version === version);
    const exact = group === '' ? within : within.filter((kind) => kind.group === group);
    const cut = version === undefined ? within.filter((kind) => kind.group.startsWith(group)) : [];
    const found =
      exact.find((kind) => isSpelled(kind, resource)) ??
      byShortName(exact, resource, warn) ??
      cut.find((kind) => isSpelled(kind, resource)) ??
      byShortName(cut, resource, () => {});
    if (found) return found;
  }
  throw new UsageError(noSuchType(word));
}

function readingsOf(word: string): Reading[] {
  const [resource = '', ...rest] = word.split('.');
  const [version = '', ...group] = rest;
  const whole = { resource, group: rest.join('.') };
  return group.length > 0 ? [{ resource, version, group: group.join('.') }, whole] : [whole];
}

/** In any case; a short name is as it is. */
const isSpelled = ({ plural, singular, kind }: Kind, word: string) =>
  [plural, singular, kind.toLowerCase()].includes(word.toLowerCase());

function byShortName(among: readonly Kind[], word: string, warn: (text: string) => void): Kind | undefined {
  const [first, ...others] = among.filter(({ shortNames }) => shortNames.includes(word));
  if (!first) return undefined;
  const rivals = new Set(others.map(qualified));
  rivals.delete(qualified(first)); // other versions of the same
  for (const rival of rivals) warn(`short name "${word}" could also match lower priority resource ${rival}`);
  return first;
}
