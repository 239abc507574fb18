/** What a program uses to ask Cordon, typed by what Cordon itself checks with. Needs nothing but `fetch`. */
export { type Answer, type Client, type ClientOptions, createClient, type Input } from './client.ts';
export { isRefusal, type Problem, Refusal } from './refusal.ts';
