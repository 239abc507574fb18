/** What is answered to whoever would act on a plan that does not stand. */
import { httpFault } from '@cordon/platform/http';

export const notApproved = () =>
  httpFault(
    409,
    'NOT_APPROVED',
    'Nobody who answers for the patients has approved this plan, or that was withdrawn. Nothing was done.',
    'Ask the clinician on call or the clinical safety officer to approve it.',
  );
