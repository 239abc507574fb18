/** What an outage costs patients, in patient-hours. Pure. */
import type { Service } from '@cordon/estate';
import type { State } from './fare.ts';
import type { HarmModel } from './knowledge.ts';

/** The NHS works by one clock, whatever the machine's own is. */
const hospitalTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  hourCycle: 'h23',
});

/** 0 to 23. */
export const hourAt = (moment: Date): number => Number(hospitalTime.format(moment));

/** Day shift as `patients.day` counts it, by the hospital's own clock. */
const isDay = (hour: number): boolean => hour >= 8 && hour < 20;

/**
 * Patients in its care at this hour; undefined when nobody has counted.
 * @param hour 0 to 23, local time
 */
export const patientsOf = (service: Service, hour: number): number | undefined =>
  service.patients && (isDay(hour) ? service.patients.day : service.patients.night);

/** Patients in the mean of a whole day: what an outage of days meets. */
const meanPatients = ({ patients }: Service): number | undefined =>
  patients && (patients.day + patients.night) / 2;

/**
 * Patient-hours, weighted by how the service fares, whether paper still works, and its urgency.
 * An outage of less than half a day meets the patients of the hour at which it begins; a longer one those of a mean day.
 *
 * @param hours how long it lasts
 * @param hour 0 to 23, local time at which it begins
 */
export function harmOf(
  model: HarmModel,
  service: Service,
  state: State,
  hours: number,
  hour: number,
): number {
  const counted = hours < 12 ? patientsOf(service, hour) : meanPatients(service);
  const patients = counted ?? model.patients_when_unknown;
  // A tolerance that nobody has agreed is none.
  const tolerated = Math.min(hours, (service.tolerable_downtime_minutes ?? 0) / 60);
  const { within, beyond } = model.weights[state];
  const urgency = model.urgency[service.urgency as 1 | 2 | 3 | 4];
  return patients * urgency * (within * tolerated + beyond * (hours - tolerated));
}
