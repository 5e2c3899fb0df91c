import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  ClaimRequest,
  NewTokenReply,
  NewTokenRequest,
  SignInRequest,
  TokensReply,
  WhoAmIReply,
} from 'lab-manager/contract';
import { get, post, remove } from '../../lib/http.ts';
import { labQuery, sessionQuery } from '../../lib/session.ts';

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => get<TokensReply>('/tokens', signal),
});

function useSignedIn() {
  const queries = useQueryClient();
  return (session: WhoAmIReply) => {
    queries.setQueryData(sessionQuery.queryKey, session);
  };
}

export function useClaim() {
  const queries = useQueryClient();
  const signedIn = useSignedIn();
  return useMutation({
    mutationFn: (request: ClaimRequest) => post<WhoAmIReply>('/claim', request),
    onSuccess: (session) => {
      signedIn(session);
      return queries.invalidateQueries({ queryKey: labQuery.queryKey });
    },
  });
}

export function useSignIn() {
  const signedIn = useSignedIn();
  return useMutation({
    mutationFn: (request: SignInRequest) => post<WhoAmIReply>('/session', request),
    onSuccess: signedIn,
  });
}

export function useNewToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: NewTokenRequest) => post<NewTokenReply>('/tokens', request),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => remove(`/tokens/${encodeURIComponent(id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}
