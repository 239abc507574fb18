/** Says why passkeys do not work here, and what does. */
import type { Hindrance } from './passkeys.ts';

export function Hindered({ why, link = null }: { why: Hindrance; link?: string | null }) {
  if (why === 'browser')
    return (
      <p className="sign-in-note">
        <strong>This browser cannot use passkeys here.</strong> They need a current browser, and an address
        that begins with https or is localhost. Use another browser, or the code below.
      </p>
    );
  const port = location.port === '' ? '' : `:${location.port}`;
  const named = `http://localhost${port}${location.pathname}${location.search}${link === null ? '' : `#link=${link}`}`;
  return (
    <p className="sign-in-note">
      <strong>Passkeys need an address with a name, and this one is a number.</strong>{' '}
      <a href={named}>Open http://localhost{port} instead</a>, or the name that the hospital gave Cordon.
    </p>
  );
}
