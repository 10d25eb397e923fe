package org.usher.server.engine;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.usher.core.api.Command;

/** The inbox as a ring of mails under one lock, held for a handful of instructions. */
final class BoundedInbox implements EngineInbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Mail> mails;
    private final int capacity;
    private boolean woken;

    BoundedInbox(int capacity) {
        this.capacity = capacity;
        this.mails = new ArrayDeque<>(Math.min(capacity, 1_024));
    }

    @Override
    public boolean offer(Command command) {
        Mail mail = new Mail(command, System.nanoTime());
        lock.lock();
        try {
            if (mails.size() >= capacity) {
                return false;
            }
            mails.addLast(mail);
            arrived.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            woken = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int drain(List<Mail> into, int max, long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeoutNanos;
            while (mails.isEmpty() && !woken && left > 0) {
                left = arrived.awaitNanos(left);
            }
            woken = false;
            int moved = Math.min(max, mails.size());
            for (int i = 0; i < moved; i++) {
                into.add(mails.removeFirst());
            }
            return moved;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int depth() {
        lock.lock();
        try {
            return mails.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int capacity() {
        return capacity;
    }
}
