/** A code that Cordon made, and a device for the changing one: shown once, and kept only when the device has shown that it has it. */

import { isRefusal } from '@cordon/client';
import type { CodeOffer } from '@cordon/server/api';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Copy } from '../parts/Copy.tsx';
import { OtpField } from '../parts/Field.tsx';
import { Qr } from '../parts/Qr.tsx';
import { Problem } from '../parts/States.tsx';

interface CodeSetUpProps {
  offer: CodeOffer;
  /** Keeps it. */
  confirm(otp: string): Promise<void>;
  /** Makes another one. */
  again(): void;
}

export function CodeSetUp({ offer, confirm, again }: CodeSetUpProps) {
  const [otp, setOtp] = useState('');
  const finish = useMutation({ mutationFn: () => confirm(otp) });
  const recovery = offer.recovery_codes.join('\n');
  return (
    <form
      className="form code-set-up"
      onSubmit={(event) => {
        event.preventDefault();
        finish.mutate();
      }}
    >
      <section aria-labelledby="code-1">
        <h2 id="code-1">1. Keep your code</h2>
        <p>You type it when you sign in. A password manager is a good place. Cordon cannot show it again.</p>
        <p className="secret">
          <span className="mono">{offer.code}</span> <Copy value={offer.code} label="your code" />
        </p>
      </section>
      <section aria-labelledby="code-2">
        <h2 id="code-2">2. Add Cordon to your authenticator app</h2>
        <p>Scan this picture with the app, or type the secret below it.</p>
        <Qr rows={offer.qr} label="Picture for an authenticator app; the secret below says the same" />
        <p className="secret secret-small">
          <span className="mono">{offer.totp_secret}</span>{' '}
          <Copy value={offer.totp_secret} label="the secret" />
        </p>
      </section>
      <section aria-labelledby="code-3">
        <h2 id="code-3">3. Keep your recovery codes</h2>
        <p>
          Each works once in place of the app, when the device is lost. Keep them away from your code, on
          paper if you like. <Copy value={recovery} label="the recovery codes" />
        </p>
        <ul className="recovery mono">
          {offer.recovery_codes.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="code-4">
        <h2 id="code-4">4. Show that the app works</h2>
        <OtpField label="Six digits that the app shows now" digitsOnly value={otp} onValue={setOtp} />
        {finish.error && (
          <>
            <Problem error={finish.error} />
            {isRefusal(finish.error, 'CEREMONY') && (
              <button type="button" className="button button-secondary" onClick={again}>
                Begin again with another code
              </button>
            )}
          </>
        )}
        <button type="submit" className="button" disabled={finish.isPending}>
          I have kept them all: finish
        </button>
      </section>
    </form>
  );
}
