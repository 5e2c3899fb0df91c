// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClaimFields } from '../../../src/features/access/claim-fields.tsx';
import { Problem } from '../../../src/lib/problem.ts';

const fill = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const submit = () => {
  fireEvent.click(screen.getByRole('button', { name: 'Claim the lab' }));
};

describe('features/access/claim-fields', () => {
  afterEach(cleanup);

  it('sends nothing while something is wrong, and leads to the first wrong field', () => {
    const onSubmit = vi.fn();
    render(<ClaimFields token="T" busy={false} problem={null} onSubmit={onSubmit} />);
    submit();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(screen.getByLabelText('Your name'));
    expect(screen.getByLabelText('E-mail').getAttribute('aria-invalid')).toBe('true');
  });

  it('forgets an error once its cause is mended', () => {
    render(<ClaimFields token="T" busy={false} problem={null} onSubmit={vi.fn()} />);
    submit();
    fill('Your name', 'Ada');
    expect(screen.getByLabelText('Your name').getAttribute('aria-invalid')).toBeNull();
  });

  it('sends what was written, trimmed, the password as it is', () => {
    const onSubmit = vi.fn();
    render(<ClaimFields token="T" busy={false} problem={null} onSubmit={onSubmit} />);
    fill('Your name', ' Ada ');
    fill('E-mail', ' ada@example.org ');
    fill('Password', ' spaces are characters ');
    fill('Password again', ' spaces are characters ');
    submit();
    expect(onSubmit).toHaveBeenCalledWith({
      token: 'T',
      name: 'Ada',
      email: 'ada@example.org',
      password: ' spaces are characters ',
    });
  });

  it('shows the lab’s own word about a field beside that field', () => {
    const problem = new Problem({
      title: 'This password can’t be used.',
      status: 400,
      code: 'user.weak_password',
      errors: [{ path: 'password', message: 'It is among the most used passwords.' }],
    });
    render(<ClaimFields token="T" busy={false} problem={problem} onSubmit={vi.fn()} />);
    const control = screen.getByLabelText('Password');
    const described = control.getAttribute('aria-describedby')?.split(' ') ?? [];
    const words = described.map((id) => document.getElementById(id)?.textContent).join(' ');
    expect(words).toContain('It is among the most used passwords.');
  });

  it('asks for the token when the link bore none or a wrong one', () => {
    const wrong = new Problem({ title: 'Wrong.', status: 403, code: 'claim.token_invalid' });
    render(<ClaimFields token="T" busy={false} problem={wrong} onSubmit={vi.fn()} />);
    expect(screen.getByLabelText('Set-up token')).toBeTruthy();
  });
});
