/** A link to where one may go; only its words to whoever may not. */
import type { ReactElement, ReactNode } from 'react';
import { useMay } from '../session.ts';

interface IfMayProps {
  action: string;
  children: ReactElement<{ children?: ReactNode }>;
}

export function IfMay({ action, children: link }: IfMayProps) {
  return useMay()(action) ? link : <span>{link.props.children}</span>;
}
