/** A layer of MITRE's ATT&CK Navigator, format 4.5: the parts that are the same whatever it shows. */
import type { Attack } from './attack.ts';

export interface LayerContent {
  name: string;
  description: string;
  techniques: { techniqueID: string; score: number; color: string; comment: string }[];
  legend: { label: string; color: string }[];
}

export function layerOf(attack: Attack, { name, description, techniques, legend }: LayerContent) {
  return {
    name,
    versions: { attack: attack.version.split('.')[0]!, navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description,
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: techniques.map((technique) => ({ ...technique, enabled: true })),
    gradient: {
      colors: ['#ffffff', '#d5281b'],
      minValue: 0,
      // The format wants more than the least, also when nothing was found.
      maxValue: Math.max(1, ...techniques.map(({ score }) => score)),
    },
    legendItems: legend,
    metadata: [{ name: 'notice', value: attack.notice }],
  };
}
