import type Docker from 'dockerode';

interface Modem {
  dial(
    options: {
      path: string;
      method: 'GET';
      abortSignal: AbortSignal;
      statusCodes: Record<number, true | string>;
    },
    done: (error: unknown, body: unknown) => void,
  ): void;
}

/**
 * A lookup that can be given up. dockerode's own inspect of images and networks ignores its signal, so that each look at
 * a hung engine would leave open sockets behind.
 */
export function get<T>(docker: Docker, path: string, abortSignal: AbortSignal): Promise<T> {
  const modem = docker.modem as Modem;
  return new Promise((resolve, reject) => {
    modem.dial({ path, method: 'GET', abortSignal, statusCodes: { 200: true } }, (error, body) => {
      // The body is the engine's own JSON; the caller names the part of it that the API promises.
      if (error === null || error === undefined) resolve(body as T);
      else reject(error);
    });
  });
}

export const networkPath = (name: string): string => `/networks/${encodeURIComponent(name)}`;

/** The slashes of a reference stay: the engine matches the rest of the path. */
export const imagePath = (reference: string): string => `/images/${encodeURI(reference)}/json`;
