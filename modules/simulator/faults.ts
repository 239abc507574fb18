/** Everything the simulator may refuse, with what to do about it. */
import { type Fault, fault } from '@cordon/platform/fault';

/** `problems`: one sentence each, with its place in the file. */
export const badScenario = (where: string, problems: readonly string[]): Fault =>
  fault(
    'SCENARIO',
    `${where} is not a usable scenario:\n${problems.map((each) => `  - ${each}`).join('\n')}`,
    'Correct the file; modules/simulator/README.md shows the format.',
    { details: { problems: [...problems] } },
  );

export const noScenario = (name: string, known: readonly string[]): Fault =>
  fault(
    'NO_SCENARIO',
    `There is no scenario "${name}". Known: ${known.join(', ') || 'none'}.`,
    'Name one of these, or give the path of a .yaml file.',
  );

export const unreadableScenario = (path: string, cause: unknown): Fault =>
  fault('SCENARIO_FILE', `${path} cannot be read.`, 'Check the path and its permissions.', { cause });

export const unfitHospital = (lacks: readonly string[]): Fault =>
  fault(
    'HOSPITAL',
    `This hospital cannot be simulated. It lacks: ${lacks.join('; ')}.`,
    'Add it to the hospital folder.',
    { details: { lacks: [...lacks] } },
  );

export const uncastPart = (part: string, needs: string): Fault =>
  fault(
    'CAST',
    `This hospital cannot play the scenario: "${part}" needs ${needs}.`,
    'Add such a host or account to the hospital, or loosen the part in the scenario.',
  );

export const badOption = (message: string, next: string): Fault => fault('OPTION', message, next);

export const folderNotEmpty = (folder: string): Fault =>
  fault('OUTPUT', `${folder} is not empty.`, 'Choose a folder that is empty or does not exist yet.');
