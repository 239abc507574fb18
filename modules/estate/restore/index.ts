export { type Lost, lostSystems } from './lost.ts';
export {
  type Moment,
  type RestorePlan,
  type RestoreStep,
  restoreOrder,
  type ServiceOutlook,
} from './order.ts';
