package dev.tidemark.node;

import dev.tidemark.core.Acks;
import dev.tidemark.core.DivergingFetch;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.LogView;
import dev.tidemark.core.Message;
import dev.tidemark.core.Message.DivergingEpoch;
import dev.tidemark.core.Message.EpochEndOffset;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Message.FetchResponse;
import dev.tidemark.core.Message.IneligibleReplica;
import dev.tidemark.core.OffsetsForLeaderEpoch;
import dev.tidemark.core.Outcome;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.PartitionVersion;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.core.Replication;
import dev.tidemark.node.Payload.FetchRefused;
import dev.tidemark.node.Payload.MetadataUpdate;
import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.disk.StorageException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What keeps one replica going: which action an input or a timer calls for. It holds only what is lost without harm when the
 * broker ends: open requests and times. Everything else is in {@link PartitionReplica}.
 */
final class ReplicaLoop {
    private final PartitionReplica replica;
    private final BrokerConfig config;
    private final Network network;
    private final InSync inSync;
    private final ReplicaProducers producers;
    private Optional<FetchRequest> openFetch = Optional.empty();
    private boolean hasProposalInFlight;
    private long nextFetchAtMs;
    private long nextFlushAtMs;
    private long nextCheckpointAtMs;
    private long nextExpirationAtMs;

    /** Where the answer to one batch goes. */
    interface ProduceAnswer {
        String producer();

        /** The number of its request. */
        long request();

        void appended(long baseOffset, long logStartOffset, int leaderEpoch);

        void refused(ErrorCode error);
    }

    ReplicaLoop(PartitionReplica replica, BrokerConfig config, Network network, long nowMs) {
        this.replica = replica;
        this.config = config;
        this.network = network;
        this.producers = new ReplicaProducers(replica);
        this.inSync = new InSync(config.replicaLagTimeMaxMs());
        this.nextFlushAtMs = nowMs + config.flushIntervalMs();
        this.nextCheckpointAtMs = nowMs + config.checkpointIntervalMs();
        this.nextExpirationAtMs = nowMs + config.expirationCheckMs();
    }

    PartitionReplica replica() {
        return replica;
    }

    private ReplicaState state() {
        return replica.state();
    }

    private LogView log() {
        return replica.log();
    }

    private Replication protocol() {
        return replica.protocol();
    }

    // What the controller says.

    void onMetadata(long nowMs, MetadataUpdate update) throws StorageException {
        int version = update.version();
        PartitionVersion record = update.record();
        if (!state().isRunning() || version <= state().role().partitionEpoch()) {
            return;
        }
        if (!record.replicas().contains(state().broker())) {
            replica.take(nowMs, protocol().stopReplica(state(), version, record));
            changeRole(nowMs);
        } else if (record.leaderEpoch() > state().role().leaderEpoch()) {
            boolean leads = record.leader().equals(Optional.of(state().broker()));
            replica.take(nowMs, leads
                    ? protocol().becomeLeader(state(), version, record)
                    : protocol().becomeFollower(state(), log(), version, record));
            changeRole(nowMs);
        } else if (state().isLeader()) {
            replica.take(nowMs, protocol().learnIsr(state(), version, record));
        }
        settle(nowMs);
    }

    private void changeRole(long nowMs) throws StorageException {
        openFetch = Optional.empty();
        nextFetchAtMs = nowMs;
        hasProposalInFlight = false;
        inSync.restart(nowMs);
        producers.changeRole();
    }

    void onRegistration(long nowMs, Message.Registration registration) throws StorageException {
        take(nowMs, protocol().completeRegistration(state(), registration), registration);
    }

    void onIneligible(long nowMs, IneligibleReplica refusal) throws StorageException {
        hasProposalInFlight = false;
        take(nowMs, protocol().withdrawProposal(state(), refusal), refusal);
        settle(nowMs);
    }

    void onProposalAnswered() {
        hasProposalInFlight = false;
    }

    // What followers and the leader say.

    void onFetch(long nowMs, String from, FetchRequest request) throws StorageException {
        if (!state().isRunning()) {
            replica.ignore(request);
            network.send(state().broker(), from, new FetchRefused(replica.partition(), request, ErrorCode.NOT_LEADER_OR_FOLLOWER));
            return;
        }
        boolean isBeyond = request.fetchOffset() > log().endOffset();
        LogSlice slice = isBeyond
                ? new LogSlice(LogBatches.EMPTY.bytes(), request.fetchOffset(), request.fetchOffset())
                : replica.log().read(request.fetchOffset(), config.fetchMaxBytes());
        Outcome<ReplicaState> outcome =
                protocol().respondToFetch(state(), log(), request, new LogBatches(slice.batches()), slice.endOffset());
        Optional<Refusal<ReplicaState>> refusal = replica.take(nowMs, outcome, Optional.of(request));
        if (refusal.isPresent()) {
            replica.take(nowMs, protocol().refuseFetch(state(), request), Optional.of(request));
            network.send(state().broker(), from, new FetchRefused(replica.partition(), request, refusal.get().error()));
            return;
        }
        inSync.fetched(request.follower(), request.fetchOffset(), log().endOffset(), nowMs);
        settle(nowMs);
        if (!state().leadership().isr().contains(request.follower()) && state().leadership().proposal().isEmpty()) {
            propose(nowMs, protocol().expandIsr(state(), log(), request.follower()));
        }
    }

    void onFetchResponse(long nowMs, FetchResponse response) throws StorageException {
        boolean wasEmpty = response.batches().entries().isEmpty();
        closeFetch(response.request(), wasEmpty ? nowMs + config.fetchWaitMs() : nowMs);
        take(nowMs, protocol().applyFetch(state(), log(), response), response);
    }

    void onDivergence(long nowMs, DivergingEpoch diverging) throws StorageException {
        closeFetch(diverging.request(), nowMs);
        if (protocol() instanceof DivergingFetch comparing) {
            take(nowMs, comparing.truncateOnDivergence(state(), log(), diverging), diverging);
        }
    }

    void onEpochQuestion(long nowMs, String from, Message.OffsetsForLeaderEpoch question) throws StorageException {
        if (protocol() instanceof OffsetsForLeaderEpoch asking) {
            Optional<Refusal<ReplicaState>> refusal =
                    replica.take(nowMs, asking.answerOffsetsForLeaderEpoch(state(), log(), question), Optional.of(question));
            if (refusal.isPresent()) {
                take(nowMs, asking.refuseOffsetsForLeaderEpoch(state(), question), question);
                network.send(state().broker(), from, new FetchRefused(replica.partition(), question.request(), refusal.get().error()));
            }
        }
    }

    void onEpochEnd(long nowMs, EpochEndOffset end) throws StorageException {
        closeFetch(end.request(), nowMs);
        if (protocol() instanceof OffsetsForLeaderEpoch asking) {
            take(nowMs, asking.truncateToEpochEnd(state(), log(), end), end);
        }
    }

    void onFetchLost(long nowMs, FetchRequest request) {
        closeFetch(request, nowMs + config.fetchWaitMs());
    }

    private void closeFetch(FetchRequest request, long nextAtMs) {
        if (openFetch.equals(Optional.of(request))) {
            openFetch = Optional.empty();
            nextFetchAtMs = nextAtMs;
        }
    }

    /** Takes the step that a message calls for; a message that comes too late is ignored, which the trace is told too. */
    private void take(long nowMs, Outcome<ReplicaState> outcome, Message message) throws StorageException {
        if (replica.take(nowMs, outcome, Optional.of(message)).isPresent()) {
            replica.ignore(message);
        }
    }

    private void propose(long nowMs, Outcome<ReplicaState> outcome) throws StorageException {
        hasProposalInFlight = replica.take(nowMs, outcome).isEmpty();
    }

    void onProposalLost(long nowMs, Message.AlterPartition proposal) throws StorageException {
        if (state().leadership().proposal().equals(Optional.of(proposal))) {
            propose(nowMs, protocol().retryAlterPartition(state()));
        }
    }

    // What producers say.

    void onProduce(long nowMs, ProducedBytes batch, Acks acks, long timeoutMs, ProduceAnswer answer) throws StorageException {
        Optional<ErrorCode> flaw = batch.flaw(replica.log().produceRules(), nowMs);
        if (flaw.isPresent()) {
            answer.refused(flaw.get());
            return;
        }
        producers.produce(nowMs, batch, acks, timeoutMs, answer);
        settle(nowMs);
    }

    /** Whatever has become possible for a leader: to commit more, and to answer producers. */
    private void settle(long nowMs) throws StorageException {
        if (!state().isLeader()) {
            return;
        }
        replica.take(nowMs, protocol().advanceHighWatermark(state(), log()));
        producers.settle(nowMs);
    }

    // What the clock says.

    void tick(long nowMs) throws StorageException {
        settle(nowMs);
        if (state().isFollower() && openFetch.isEmpty() && nextFetchAtMs <= nowMs) {
            ask(nowMs);
        }
        if (state().isLeader() && state().leadership().proposal().isEmpty() && !hasProposalInFlight) {
            shrinkIfLagging(nowMs);
        }
        if (config.flushIntervalMs() > 0 && nextFlushAtMs <= nowMs) {
            nextFlushAtMs = nowMs + config.flushIntervalMs();
            replica.take(nowMs, protocol().flush(state(), log()));
        }
        if (nextCheckpointAtMs <= nowMs) {
            nextCheckpointAtMs = nowMs + config.checkpointIntervalMs();
            replica.checkpoint(nowMs);
        }
        if (nextExpirationAtMs <= nowMs) {
            nextExpirationAtMs = nowMs + config.expirationCheckMs();
            replica.forgetProducers(nowMs, config.producerExpirationMs());
        }
    }

    private void ask(long nowMs) throws StorageException {
        replica.take(nowMs, protocol().ask(state(), log()));
        openFetch = replica.lastFetch();
    }

    private void shrinkIfLagging(long nowMs) throws StorageException {
        SortedSet<String> newIsr = new TreeSet<>(state().leadership().isr());
        newIsr.removeIf(member -> !member.equals(state().broker()) && inSync.isLagging(member, nowMs));
        if (newIsr.size() < state().leadership().isr().size()) {
            propose(nowMs, protocol().shrinkIsr(state(), newIsr));
        }
    }
}
