/** `cordon simulate` */
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { loadScenario, writeSimulation } from '@cordon/simulator';

export interface SimulateCommand {
  hospital: string;
  scenario: string;
  out: string;
  seed: number;
  rate?: number;
}

export async function simulateCommand(command: SimulateCommand): Promise<string> {
  const { hospital, out, seed, rate } = command;
  const estate = await loadEstate(hospital);
  const scenario = await loadScenario(command.scenario, projectPath('content', 'scenarios'));
  const written = await writeSimulation(out, { estate, scenario, seed, ...(rate !== undefined && { rate }) });
  return `${written.text}\n`;
}
