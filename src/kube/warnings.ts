/**
 * The texts of `Warning:` headers that a user is shown: those with code 299, read as client-go reads them (apimachinery
 * util/net/http.go, ParseWarningHeaders). A header is read up to what is no warning.
 *
 * @param headers one value for each header, byte for byte (latin1, as Node gives them)
 */
export function warningTexts(headers: readonly string[]): string[] {
  return headers.flatMap((header) => [...warningsIn(inUtf8(header))]).filter((text) => text !== '');
}

const inUtf8 = (header: string) => Buffer.from(header, 'latin1').toString('utf8');

function* warningsIn(header: string): Generator<string> {
  for (let rest = header.trim(); rest !== '';) {
    const [all = '', code, agent = '', inQuotes = ''] =
      /^(\d{3}) ([^ ]+) "((?:[^"\\]|\\.)*)"\s*(?:"[^"]*"\s*)?(?:,\s*|$)/s.exec(rest) ?? [];
    const text = decoded(inQuotes.replaceAll(/\\(.)/gs, '$1'));
    if (code === undefined || /[\p{Cc}\ufffd]/u.test(agent + text)) return;
    if (code === '299') yield text;
    rest = rest.slice(all.length);
  }
}

/** RFC 2047's encoded words, which RFC 2616 had in warnings; as it is where one of them cannot be decoded. */
function decoded(text: string): string {
  const parted = text.replaceAll(/(=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=)/g, '$1');
  let known = true;
  const plain = parted.replaceAll(
    /=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi,
    (_, charset: string, how: string, word: string) => {
      const encoding = ({ 'utf-8': 'utf8', 'iso-8859-1': 'latin1', 'us-ascii': 'latin1' } as const)[
        charset.toLowerCase()
      ];
      known &&= encoding !== undefined;
      const bytes =
        how.toLowerCase() === 'b'
          ? Buffer.from(word, 'base64')
          : Buffer.from(
              word
                .replaceAll('_', ' ')
                .replaceAll(/=([0-9A-F]{2})/gi, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))),
              'latin1',
            );
      return bytes.toString(encoding);
    },
  );
  return known ? plain : text;
}
