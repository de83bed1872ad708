/** The forms of a text for different numbers, such as `one` and `other`. A missing form is replaced by `other`. */
type Forms = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;

/**
 * Returns a function that chooses the form of a text for a number by the plural rules of a language
 * (https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules).
 */
export function pluralOf(language: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms) => forms[rules.select(n)] ?? forms.other;
}
