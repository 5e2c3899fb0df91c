import type { RequestHandler } from 'express';
import { LabError } from '../../core/model/lab-error.ts';
import type { LabHosts } from '../deps.ts';
import { noAnswers } from './no-answers.ts';

/** Answers only under a host name of the lab: another name that leads here (a rebound DNS entry) gets nothing. */
export function onlyConsoleHost(hosts: () => LabHosts): RequestHandler {
  return noAnswers<RequestHandler>((request, _response, next) => {
    if (request.hostname.toLowerCase() === hosts().console.hostname) {
      next();
      return;
    }
    throw unknownHost();
  });
}

export function unknownHost(): LabError {
  return new LabError('request.unknown_host', 'This is not an address of the lab.', {
    hint: 'Open the lab under its domain; another one in its lab file counts once that is applied.',
  });
}
