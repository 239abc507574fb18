/** What says who a patient is wherever it stands in a text: NHS numbers, and references to the record of a patient. Pure. */
import { type Fields, isSealedField } from '@cordon/platform/keys';
import { isNhsNumber } from '@cordon/platform/telemetry';

/**
 * One look at a text for both, so that nothing is sealed twice. A reference is `Patient/` and an id as FHIR writes it
 * (https://hl7.org/fhir/R4/datatypes.html#id). Ten digits in a longer run of digits, letters of a hash, or numbers joined by dashes (an
 * account's SID) are none, nor those that begin with 0 to 2: no NHS number in use does, but seconds since 1970 do.
 */
const wanted =
  /(Patient(?:\/|%2[Ff]))([A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?)|(?<![0-9A-Fa-f]|\d[-.])[3-9]\d{2}([ -]?)\d{3}\3\d{4}(?![0-9A-Za-z]|[-.]\d)/g;

/** The same text where it says nothing of a patient. */
export const sealText = (text: string, seal: Fields['seal']): string =>
  text.replace(wanted, (found, reference?: string, id?: string) => {
    if (reference !== undefined && id !== undefined) return reference + seal(id);
    return isNhsNumber(found) ? seal(found) : found;
  });

/** Ten digits on their own: a quick look, which passes more than `sealText` finds. */
const tenDigits = /[3-9](?<!\d\d)\d{2}[ -]?\d{3}[ -]?\d{4}(?!\d)/g;

/** Whether a record may hold something for `sealText`; `json` is its JSON text. False is certain. */
export function mayName(json: string): boolean {
  // An escape ends with digits of its own, which would hide those that follow; there are few.
  if (json.includes('Patient/') || json.includes('Patient%2') || json.includes('\\u00')) return true;
  tenDigits.lastIndex = 0;
  for (let found = tenDigits.exec(json); found; found = tenDigits.exec(json))
    if (isNhsNumber(found[0])) return true;
  return false;
}

/**
 * What a person looks for, as it may lie in the store: as it is, and sealed, whole or in its parts. An NHS number is looked for however
 * it was grouped.
 */
export function soughtForms(text: string, forms: Fields['forms']): string[] {
  if (isSealedField(text)) return [text];
  const digits = text.replace(/[ -]/g, '');
  const same = isNhsNumber(text) ? [digits, grouped(digits, ' '), grouped(digits, '-')] : [text];
  const parts = forms('').map((_, key) => sealText(text, (part) => forms(part)[key]!));
  return [...new Set([text, ...[text, ...same].flatMap(forms), ...parts])];
}

const grouped = (digits: string, by: string): string =>
  [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)].join(by);
