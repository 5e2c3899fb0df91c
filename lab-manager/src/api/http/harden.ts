import express, { type Express } from 'express';
import helmet from 'helmet';
import { noAnswers } from './no-answers.ts';

/**
 * An app that takes a path literally, and says how every answer of the manager is to be treated by a browser; its pages hold
 * no script and load nothing. Express reads how to compare paths when the first thing is added, so nothing may come before.
 */
export function hardened(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('query parser', 'simple');
  app.use(
    noAnswers(
      helmet({
        contentSecurityPolicy: {
          useDefaults: false,
          directives: {
            defaultSrc: ["'none'"],
            baseUri: ["'none'"],
            formAction: ["'none'"],
            frameAncestors: ["'none'"],
          },
        },
        crossOriginResourcePolicy: { policy: 'same-origin' },
        crossOriginOpenerPolicy: { policy: 'same-origin' },
        referrerPolicy: { policy: 'no-referrer' },
        // The certificate is the lab's own: a browser must not be told to insist on it for a year.
        strictTransportSecurity: false,
      }),
    ),
  );
  return app;
}
