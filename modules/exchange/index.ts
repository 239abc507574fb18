/** The door to exchange: what others are told, and nothing more. */
export {
  type Told,
  Webhook,
  WebhookList,
  WebhookMade,
  WebhookRequest,
  webhookEvents,
} from './webhooks/model.ts';
export { webhookRoutes } from './webhooks/routes.ts';
export { signedHeaders } from './webhooks/sign.ts';
export { createWebhooks, type Webhooks, type WebhookTables } from './webhooks/webhooks.ts';
