# A layer of its own for libtorch: it changes once a year, the job every day.
#
#   docker build -f libtorch.Dockerfile -t REPOSITORY/libtorch:2.7.1-cu128 DIRECTORY
#
# DIRECTORY holds the unpacked libtorch/ (lib/libtorch.so and so on), checked by SHA-256 before it was unpacked.
FROM scratch
COPY libtorch /libtorch
