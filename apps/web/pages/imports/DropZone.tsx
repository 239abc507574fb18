/** Where a file is dropped, or chosen by keyboard. */
import { useId, useState } from 'react';

interface DropZoneProps {
  chosen: string | null;
  busy: boolean;
  onFile(file: File): void;
}

export function DropZone({ chosen, busy, onFile }: DropZoneProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !busy) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the input within does the same by keyboard.
    <div
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <label htmlFor={id}>
        {chosen === null ? 'Drop a file here, or choose one' : `${chosen}. Drop another, or choose one`}
      </label>
      <input
        id={id}
        type="file"
        disabled={busy}
        onChange={(event) => {
          take(event.target.files);
          // The same file may be chosen again once it was put right.
          event.target.value = '';
        }}
      />
      <p className="field-hint">
        Any table of assets (CSV, XLSX), and what Defender, Active Directory, BloodHound, Nessus, OpenVAS,
        Nmap, RVTools, Zeek, DHCP servers, switches, AWS and Azure export; bills of materials and MDS2 forms.
        Packed files are unpacked: put several files of one export into one zip. Nothing is changed before you
        say so.
      </p>
    </div>
  );
}
