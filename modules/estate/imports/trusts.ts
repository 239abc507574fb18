/** Beside `TrustedBy`: whether the trusting domain lets pass what the trusted one claims of somebody (SID history), or filters it. */
export const unfiltered = 'SpoofSIDHistory';
export const filtered = 'SidFilteringEnabled';
