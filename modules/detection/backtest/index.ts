/** Backtests: what a rule would have said of stored events. */
export { type BacktestNeeds, type BacktestOptions, backtest } from './backtest.ts';
export { Backtest, BacktestLine, BacktestRequest } from './model.ts';
export { type BacktestRoutesNeeds, backtestRoutes } from './routes.ts';
export { type Loaded, type Subject, subjectOf } from './subject.ts';
