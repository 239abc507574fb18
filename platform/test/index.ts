/**
 * Servers for tests, as real as those that a hospital would run: each in a temporary folder, on a free port, as an
 * ordinary user, gone when the test is. `noPostgres` and its like say why one is not to be had here: pass them to
 * `describe.skipIf`, and name the reason in the title.
 */

export { testCache } from './cache.ts';
export { frontWithTls, makeCertificate, noCertificates, type TestCertificate } from './certificates.ts';
export { noClickhouse, startClickhouse, type TestClickhouse } from './clickhouse.ts';
export { type ReceivedSpan, startCollector, type TestCollector, treeOf, wordsOf } from './collector.ts';
export { launch } from './launch.ts';
export { noNats, startNats, type TestNats } from './nats.ts';
export { noPostgres, startPostgres, type TestPostgres } from './postgres.ts';
export { noS3, startS3, type TestS3 } from './s3.ts';
export { skippedFor } from './server.ts';
