/** The accents that folding drops: the combining diacritical marks, which NFKD splits from their letters. */
const ACCENTS = /[\u0300-\u036f]/g;
/** Letters whose case folding is not the lower case of their upper case: the dotless i and Cherokee letters. */
const EXCEPTIONS = /([ı\u13a0-\u13f5\u13f8-\u13fd\uab70-\uabbf])/;
const ASCII = /^[\0-\x7f]*$/;

/**
 * Folds case, accents and width, so that texts compare as people read them: `É` is `e`, `ß` is `ss`, `Ａ` is `a`.
 *
 * Applies NFKD, drops U+0300 to U+036F, then applies Unicode's full case folding
 * (https://www.unicode.org/Public/17.0.0/ucd/CaseFolding.txt). JavaScript has no case folding, but the lower case of
 * the upper case is the same for all letters except a few.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const letters = text.normalize('NFKD').replace(ACCENTS, '');
  return letters
    .split(EXCEPTIONS)
    .map((part, i) => (i % 2 === 1 ? part.toUpperCase().replace('I', 'ı') : foldCase(part)))
    .join('');
}

/**
 * Folds the case of a text. Converts to lower case first, because `ẞ` is its own upper case, but `ß` becomes `SS`. A
 * final sigma becomes `σ`.
 */
function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
