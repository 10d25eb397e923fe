package org.usher.server.history;

/** A MariaDB that somebody else runs. */
record GivenServer(Login login) implements DatabaseServer {
    @Override
    public Login running() {
        return login;
    }

    @Override
    public String description() {
        int query = login.jdbcUrl().indexOf('?'); // which may hold a password
        return query < 0 ? login.jdbcUrl() : login.jdbcUrl().substring(0, query);
    }

    @Override
    public void close() {}
}
